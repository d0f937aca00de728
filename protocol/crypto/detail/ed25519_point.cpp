#include "protocol/crypto/detail/ed25519_point.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace huecry::crypto::detail {
namespace {

using Coordinate = std::array<std::uint8_t, 32>;  // little-endian, sign bit of x cleared

constexpr Coordinate filled(std::uint8_t first, std::uint8_t middle, std::uint8_t last) {
  Coordinate y{};
  y.fill(middle);
  y.front() = first;
  y.back() = last;
  return y;
}

constexpr Coordinate k_prime = filled(0xed, 0xff, 0x7f);  // 2^255 − 19

// y of the points whose order divides 8: 0 (order 4), 1 (order 1), p − 1 (order 2) and the two values of order 8.
// Each but 1 and p − 1 belongs to two points, which differ in the sign of x.
constexpr Coordinate k_low_order[] = {
    filled(0x00, 0x00, 0x00),
    filled(0x01, 0x00, 0x00),
    filled(0xec, 0xff, 0x7f),
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};

bool below_prime(Coordinate const& y) {
  return std::lexicographical_compare(y.rbegin(), y.rend(), k_prime.rbegin(), k_prime.rend());
}

}

bool is_sound_ed25519(ByteView key) noexcept {
  HUECRY_ASSERT(key.size() == 32);
  Coordinate y{};
  std::ranges::copy(key, y.begin());
  y.back() &= 0x7f;
  return below_prime(y) && std::ranges::find(k_low_order, y) == std::end(k_low_order);
}

}
