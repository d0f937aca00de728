#include "protocol/log/bundle.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::log {
namespace {

constexpr std::size_t k_length_bytes = 2;

Error bad(char const* what) { return Error(Errc::log_text_invalid, std::string("entry bundle: ") + what); }

std::size_t length_at(std::string_view bundle) {
  return static_cast<std::size_t>(static_cast<unsigned char>(bundle[0])) << 8 | static_cast<unsigned char>(bundle[1]);
}

}

void append_entry(std::string& bundle, std::string_view entry) {
  HUECRY_ASSERT(entry.size() <= limits::entry_bytes_max);
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size()));
  bundle.append(entry);
}

Result<std::vector<std::string_view>> parse_bundle(std::string_view bundle) {
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (entries.size() == k_tile_width) return bad("more entries than a tile has hashes");
    if (bundle.size() < k_length_bytes || bundle.size() - k_length_bytes < length_at(bundle)) return bad("cut off");
    entries.push_back(bundle.substr(k_length_bytes, length_at(bundle)));
    bundle.remove_prefix(k_length_bytes + entries.back().size());
  }
  return entries;
}

}
