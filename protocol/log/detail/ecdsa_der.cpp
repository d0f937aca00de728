#include "protocol/log/detail/ecdsa_der.hpp"

#include <algorithm>
#include <utility>

#include "protocol/base/assert.hpp"

namespace huecry::log::detail {
namespace {

constexpr std::uint8_t k_sequence = 0x30;
constexpr std::uint8_t k_integer = 0x02;
constexpr std::size_t k_header_bytes = 2;  // tag and short length: P-256 needs no longer ones
constexpr std::size_t k_part_bytes_max = 32;

void append_integer(Bytes& out, ByteView number) {
  auto const first = std::ranges::find_if(number.first(number.size() - 1), [](std::uint8_t byte) { return byte != 0; });
  ByteView const digits = number.subspan(static_cast<std::size_t>(first - number.begin()));
  bool const sign_byte = (digits.front() & 0x80) != 0;
  out.push_back(k_integer);
  out.push_back(static_cast<std::uint8_t>(digits.size() + (sign_byte ? 1 : 0)));
  if (sign_byte) out.push_back(0);
  out.insert(out.end(), digits.begin(), digits.end());
}

/// Takes tag, short length and content off the front.
std::optional<ByteView> take(ByteView& der, std::uint8_t tag) {
  if (der.size() < k_header_bytes || der[0] != tag || der[1] >= 0x80) return std::nullopt;
  std::size_t const length = der[1];
  if (der.size() - k_header_bytes < length) return std::nullopt;
  ByteView const content = der.subspan(k_header_bytes, length);
  der = der.subspan(k_header_bytes + length);
  return content;
}

bool append_part(Bytes& out, ByteView& sequence, std::size_t part_bytes) {
  auto const content = take(sequence, k_integer);
  if (!content || content->empty()) return false;
  ByteView const digits = content->front() == 0 ? content->subspan(1) : *content;
  if (digits.size() > part_bytes) return false;
  out.insert(out.end(), part_bytes - digits.size(), 0);
  out.insert(out.end(), digits.begin(), digits.end());
  return true;
}

}

Bytes to_der(ByteView raw) {
  std::size_t const part_bytes = raw.size() / 2;
  HUECRY_ASSERT(raw.size() % 2 == 0 && part_bytes >= 1 && part_bytes <= k_part_bytes_max);
  Bytes body;
  append_integer(body, raw.first(part_bytes));
  append_integer(body, raw.subspan(part_bytes));
  Bytes der(k_header_bytes + body.size());
  der[0] = k_sequence;
  der[1] = static_cast<std::uint8_t>(body.size());
  std::ranges::copy(body, der.begin() + k_header_bytes);
  return der;
}

std::optional<Bytes> from_der(ByteView der, std::size_t part_bytes) {
  ByteView rest = der;
  auto sequence = take(rest, k_sequence);
  Bytes raw;
  if (!sequence || !append_part(raw, *sequence, part_bytes) || !append_part(raw, *sequence, part_bytes))
    return std::nullopt;
  // Writing it again finds trailing bytes, long forms, negative and padded numbers at once.
  return std::ranges::equal(to_der(raw), der) ? std::optional(std::move(raw)) : std::nullopt;
}

}
