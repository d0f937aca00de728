#include "protocol/log/sublog.hpp"

#include <algorithm>
#include <string>

#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/hash.hpp"

namespace huecry::log {
namespace {

constexpr std::size_t k_slots = CountrySet::k_slots;
constexpr std::size_t k_item_bytes = 8 + 1 + 32;
constexpr std::uint8_t k_leaf_prefix = 0, k_chain_prefix = 2;  // nodes have 1

/// Bytes to be hashed at once, of a known number: these run for every bureau in every batch.
template <std::size_t Size>
class Preimage {
 public:
  Preimage& add(ByteView bytes) {
    std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += bytes.size();
    return *this;
  }
  Preimage& add(std::uint8_t byte) {
    bytes_[used_++] = byte;
    return *this;
  }
  Preimage& add(std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) add(static_cast<std::uint8_t>(number >> shift));
    return *this;
  }
  [[nodiscard]] Digest sha256() const { return crypto::sha256(ByteView(bytes_)); }

 private:
  std::array<std::uint8_t, Size> bytes_{};
  std::size_t used_ = 0;
};

}

Digest batch_digest(std::span<SublogItem const> items) {
  std::string bytes;
  bytes.reserve(items.size() * k_item_bytes);
  Encoder out(bytes);
  for (SublogItem const& item : items) {
    out.number(item.position);
    out.code(item.kind);
    out.digest(item.leaf);
  }
  return crypto::sha256(bytes);
}

SublogHead advanced(SublogHead const& head, std::uint64_t at, std::uint64_t items, Digest const& batch) {
  Preimage<1 + 32 + 8 + 8 + 32> bytes;
  bytes.add(k_chain_prefix).add(head.digest.view()).add(at).add(items).add(batch.view());
  return {head.items + items, bytes.sha256()};
}

Digest blind_of(Digest const& seed, CountryCode bureau) {
  Preimage<32 + 1> bytes;
  return bytes.add(seed.view()).add(bureau.slot()).sha256();
}

Digest heads_leaf(Digest const& blind, CountryCode bureau, SublogHead const& head) {
  Preimage<1 + 32 + 2 + 8 + 32> bytes;
  bytes.add(k_leaf_prefix).add(blind.view()).add(as_bytes(bureau.text())).add(head.items).add(head.digest.view());
  return bytes.sha256();
}

HeadsTree::HeadsTree(SublogHeads const& heads, Digest const& seed) : nodes_{} {
  for (std::size_t slot = 0; slot < k_slots; ++slot) {
    auto const bureau = CountryCode::from_slot(static_cast<std::uint8_t>(slot));
    if (bureau) nodes_[k_slots + slot] = heads_leaf(blind_of(seed, *bureau), *bureau, heads[slot]);
  }
  for (std::size_t node = k_slots - 1; node != 0; --node)
    nodes_[node] = node_hash(nodes_[2 * node], nodes_[2 * node + 1]);
}

Proof HeadsTree::path(CountryCode bureau) const {
  Proof path;
  for (std::size_t node = k_slots + bureau.slot(); node != 1; node /= 2) path.push_back(nodes_[node ^ 1U]);
  return path;
}

Result<> verify_head(SublogHead const& head, CountryCode bureau, Digest const& blind, std::span<Digest const> path,
                     Digest const& root) {
  return verify_inclusion(bureau.slot(), k_slots, heads_leaf(blind, bureau, head), path, root);
}

}
