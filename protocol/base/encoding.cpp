#include "protocol/base/encoding.hpp"

#include <array>

namespace huecry {
namespace {

constexpr std::string_view k_url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view k_standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t k_not_in_alphabet = 0xff;

constexpr std::array<std::uint8_t, 256> reverse_of(std::string_view alphabet) {
  std::array<std::uint8_t, 256> table{};
  table.fill(k_not_in_alphabet);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return table;
}

constexpr auto k_url_values = reverse_of(k_url_alphabet);
constexpr auto k_standard_values = reverse_of(k_standard_alphabet);

constexpr std::size_t encoded_size(std::size_t bytes) { return (bytes * 8 + 5) / 6; }

char* encode(char* out, ByteView bytes, std::string_view alphabet) {
  auto const put = [&](std::uint32_t bits, int characters) {
    for (int shift = 18; characters-- > 0; shift -= 6) *out++ = alphabet[bits >> shift & 63];
  };
  auto const byte = [bytes](std::size_t at, int shift) { return std::uint32_t{bytes[at]} << shift; };
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) put(byte(at, 16) | byte(at + 1, 8) | byte(at + 2, 0), 4);
  if (at + 2 == bytes.size()) put(byte(at, 16) | byte(at + 1, 8), 3);
  if (at + 1 == bytes.size()) put(byte(at, 16), 2);
  return out;
}

std::string encode(ByteView bytes, std::string_view alphabet) {
  std::string text(encoded_size(bytes.size()), '\0');
  encode(text.data(), bytes, alphabet);
  return text;
}

Result<Bytes> decode(std::string_view text, std::array<std::uint8_t, 256> const& values) {
  if (text.size() % 4 == 1) return Error(Errc::encoding_invalid, "base64 of impossible length");
  Bytes bytes(text.size() * 6 / 8);
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t out = 0;
  for (char c : text) {
    std::uint8_t const value = values[static_cast<std::uint8_t>(c)];
    if (value == k_not_in_alphabet) return Error(Errc::encoding_invalid, "character outside the base64 alphabet");
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[out++] = static_cast<std::uint8_t>(bits >> held);
    }
  }
  // Two texts for one value would give one document two digests.
  if ((bits & ((1U << held) - 1U)) != 0) return Error(Errc::encoding_invalid, "unused base64 bits are not zero");
  return bytes;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Bytes of the sequence that starts text, or 0 when it is not well-formed (RFC 3629 §4, the ABNF as ranges).
std::size_t utf8_sequence(std::string_view text) {
  auto const byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  auto const tail = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xbf) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  std::uint8_t const first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first == 0xe0) return tail(1, 0xa0) && tail(2) ? 3 : 0;
  if (first == 0xed) return tail(1, 0x80, 0x9f) && tail(2) ? 3 : 0;
  if (first >= 0xe1 && first <= 0xef) return tail(1) && tail(2) ? 3 : 0;
  if (first == 0xf0) return tail(1, 0x90) && tail(2) && tail(3) ? 4 : 0;
  if (first >= 0xf1 && first <= 0xf3) return tail(1) && tail(2) && tail(3) ? 4 : 0;
  if (first == 0xf4) return tail(1, 0x80, 0x8f) && tail(2) && tail(3) ? 4 : 0;
  return 0;
}

}

std::string base64url_encode(ByteView bytes) { return encode(bytes, k_url_alphabet); }
char* base64url_encode(char* out, ByteView bytes) { return encode(out, bytes, k_url_alphabet); }

std::string base64_encode(ByteView bytes) {
  std::string text = encode(bytes, k_standard_alphabet);
  text.resize((text.size() + 3) / 4 * 4, '=');
  return text;
}

std::string hex_encode(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

Result<Bytes> base64url_decode(std::string_view text) { return decode(text, k_url_values); }

Result<Bytes> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return Error(Errc::encoding_invalid, "base64 is not padded to a multiple of four");
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode(text, k_standard_values);
}

Result<Bytes> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return Error(Errc::encoding_invalid, "odd number of hexadecimal digits");
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    int const high = hex_value(text[i]);
    int const low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return Error(Errc::encoding_invalid, "not a hexadecimal digit");
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

Result<Digest> digest_from_base64url(std::string_view text) {
  HUECRY_TRY(Bytes bytes, base64url_decode(text));
  Digest digest;
  if (bytes.size() != digest.bytes.size()) return Error(Errc::encoding_invalid, "a digest has 43 characters");
  std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
  return digest;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    std::size_t const length = utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}
