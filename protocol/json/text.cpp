#include "protocol/json/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "protocol/base/encoding.hpp"

namespace huecry::json {
namespace {

constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";

bool is_ascii(char c) { return static_cast<std::uint8_t>(c) < 0x80; }

/// Where the next byte outside ASCII is, from `at` on; eight bytes at a time, because nearly all are ASCII.
std::size_t next_non_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::uint64_t word = 0;
  for (; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & high_bits) != 0) break;
  }
  while (at < text.size() && is_ascii(text[at])) ++at;
  return at;
}

/// REQUIRES: a byte outside ASCII at `at`. No sequence of UTF-8 holds ASCII bytes, so such a run must be whole by
/// itself.
std::size_t run_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_ascii(text[at])) ++at;
  return at;
}

}

Result<> check_text(std::string_view text) {
  if (text.starts_with(k_byte_order_mark)) return Error(Errc::json_invalid, "the text starts with a byte order mark");
  if (auto const nul = text.find('\0'); nul != std::string_view::npos) {
    return Error(Errc::json_invalid, "NUL byte at offset " + std::to_string(nul));
  }
  for (std::size_t at = next_non_ascii(text, 0); at < text.size();) {
    std::size_t const end = run_end(text, at);
    if (!is_utf8(text.substr(at, end - at))) {
      return Error(Errc::json_invalid, "not UTF-8 near offset " + std::to_string(at));
    }
    at = next_non_ascii(text, end);
  }
  return ok();
}

}
