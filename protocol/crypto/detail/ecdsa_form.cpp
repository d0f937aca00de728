#include "protocol/crypto/detail/ecdsa_form.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace huecry::crypto::detail {
namespace {

constexpr std::uint8_t k_tag_integer = 0x02;
constexpr std::uint8_t k_tag_sequence = 0x30;

void append_integer(DerSignature& der, ByteView number) {
  while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
  // A set top bit would make it negative.
  bool const pad = number.front() >= 0x80;
  der.bytes[der.size++] = k_tag_integer;
  der.bytes[der.size++] = static_cast<std::uint8_t>(number.size() + (pad ? 1 : 0));
  if (pad) der.bytes[der.size++] = 0;
  std::ranges::copy(number, der.bytes.begin() + static_cast<std::ptrdiff_t>(der.size));
  der.size += number.size();
}

/// Takes one value with this tag and a one-byte length from the front of rest.
std::optional<ByteView> take(ByteView& rest, std::uint8_t tag) {
  if (rest.size() < 2 || rest[0] != tag || rest[1] >= 0x80 || rest[1] > rest.size() - 2) return std::nullopt;
  ByteView const value = rest.subspan(2, rest[1]);
  rest = rest.subspan(2 + value.size());
  return value;
}

bool put_number(ByteView number, std::span<std::uint8_t> out) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  if (number.size() > out.size()) return false;
  std::ranges::copy(number, out.end() - static_cast<std::ptrdiff_t>(number.size()));
  return true;
}

}

DerSignature to_der(ByteView raw) noexcept {
  HUECRY_ASSERT(raw.size() >= 2 && raw.size() % 2 == 0 && raw.size() / 2 < DerSignature::k_integer_bytes_max);
  DerSignature der;
  der.size = 2;
  append_integer(der, raw.first(raw.size() / 2));
  append_integer(der, raw.last(raw.size() / 2));
  der.bytes[0] = k_tag_sequence;
  der.bytes[1] = static_cast<std::uint8_t>(der.size - 2);
  return der;
}

std::optional<Bytes> from_der(ByteView der, std::size_t half_bytes) {
  auto sequence = take(der, k_tag_sequence);
  if (!sequence || !der.empty()) return std::nullopt;
  auto const r = take(*sequence, k_tag_integer);
  if (!r) return std::nullopt;
  auto const s = take(*sequence, k_tag_integer);
  if (!s || !sequence->empty()) return std::nullopt;
  Bytes raw(2 * half_bytes);
  std::span<std::uint8_t> const out(raw);
  if (!put_number(*r, out.first(half_bytes)) || !put_number(*s, out.last(half_bytes))) return std::nullopt;
  return raw;
}

}
