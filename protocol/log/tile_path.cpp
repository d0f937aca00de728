#include <optional>

#include "protocol/base/assert.hpp"
#include "protocol/log/detail/text.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::log {
namespace {

constexpr std::uint64_t k_level_max = 63;  // in the text; no tree reaches beyond k_tile_levels
constexpr std::size_t k_path_chars_max = 64;
constexpr std::string_view k_entries = "entries";
constexpr std::string_view k_partial = ".p/";

std::string three_digits(std::uint64_t group) {
  std::string const digits = std::to_string(group);
  return std::string(3 - digits.size(), '0') + digits;
}

/// 1234067 is x001/x234/067.
std::string index_text(std::uint64_t index) {
  std::string text = three_digits(index % 1000);
  for (index /= 1000; index > 0; index /= 1000) text.insert(0, "x" + three_digits(index % 1000) + "/");
  return text;
}

/// Digits only, whatever the groups: the caller compares with the one correct text, which also finds an overflow.
std::uint64_t index_value(std::string_view text) {
  std::uint64_t value = 0;
  for (char c : text) {
    if (c >= '0' && c <= '9') value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

/// What the text most likely means.
std::optional<TilePath> scan(std::string_view text) {
  TilePath path;
  std::size_t const slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::string_view const kind = text.substr(0, slash);
  path.entries = kind == k_entries;
  auto const level = path.entries ? std::optional<std::uint64_t>(0) : detail::parse_decimal(kind);
  if (!level || *level > k_level_max) return std::nullopt;
  path.id.level = static_cast<std::uint8_t>(*level);

  std::string_view const rest = text.substr(slash + 1);
  std::size_t const partial = rest.find(k_partial);
  path.id.index = index_value(rest.substr(0, partial));
  if (partial == std::string_view::npos) return path;
  auto const width = detail::parse_decimal(rest.substr(partial + k_partial.size()));
  if (!width || *width == 0 || *width >= k_tile_width) return std::nullopt;
  path.width = static_cast<unsigned>(*width);
  return path;
}

}

std::string to_text(TilePath const& path) {
  HUECRY_ASSERT(path.width >= 1 && path.width <= k_tile_width && path.id.level <= k_level_max);
  std::string text = path.entries ? std::string(k_entries) : std::to_string(path.id.level);
  text += '/' + index_text(path.id.index);
  if (path.width < k_tile_width) text.append(k_partial).append(std::to_string(path.width));
  return text;
}

Result<TilePath> parse_tile_path(std::string_view text) {
  if (text.size() > k_path_chars_max) return Error(Errc::log_text_invalid, "tile path: too long");
  auto const path = scan(text);
  if (!path || to_text(*path) != text) return Error(Errc::log_text_invalid, "tile path: not of the form L/N[.p/W]");
  return *path;
}

}
