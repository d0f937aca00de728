#include "protocol/log/hash.hpp"

#include <algorithm>
#include <array>

#include "protocol/crypto/hash.hpp"

namespace huecry::log {
namespace {

constexpr std::array<std::uint8_t, 1> k_leaf_prefix{0x00};
constexpr std::uint8_t k_node_prefix = 0x01;

}

Digest leaf_hash(ByteView entry) {
  thread_local crypto::Sha256 hasher;  // an OpenSSL context costs more to make than a leaf to hash
  return hasher.update(k_leaf_prefix).update(entry).finish();
}

Digest node_hash(Digest const& left, Digest const& right) {
  std::array<std::uint8_t, 1 + 2 * sizeof(Digest)> input{k_node_prefix};
  auto* const middle = std::ranges::copy(left.bytes, input.begin() + 1).out;
  std::ranges::copy(right.bytes, middle);
  return crypto::sha256(input);
}

Digest empty_root() { return crypto::sha256(ByteView{}); }

}
