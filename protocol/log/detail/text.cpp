#include "protocol/log/detail/text.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/base/encoding.hpp"

namespace huecry::log::detail {

std::optional<std::string_view> take_line(std::string_view& text) noexcept {
  std::size_t const end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view const line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) noexcept {
  std::uint64_t value = 0;
  auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool const whole = code == std::errc{} && end == text.data() + text.size();
  bool const leading_zero = text.size() > 1 && text.front() == '0';
  return whole && !leading_zero ? std::optional(value) : std::nullopt;
}

std::optional<Digest> parse_hash(std::string_view text) {
  auto const bytes = base64_decode(text);
  Digest hash;
  if (!bytes || bytes->size() != hash.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, hash.bytes.begin());
  return hash;
}

bool is_note_text(std::string_view text) noexcept {
  auto const is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
  return std::ranges::none_of(text, is_control) && is_utf8(text);
}

}
