#include "protocol/log/sublog.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/hash.hpp"

namespace huecry::log {
namespace {

constexpr std::size_t k_slots = CountrySet::k_slots;
constexpr std::size_t k_item_bytes = 8 + 1 + 32;
constexpr std::uint8_t k_chain_prefix = 2;  // leaf and node have 0 and 1

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
  std::string bytes;
  Encoder out(bytes);
  out.number(k_chain_prefix);
  out.digest(head.digest);
  out.number(at);
  out.number(items);
  out.digest(batch);
  return {head.items + items, crypto::sha256(bytes)};
}

Digest blind_of(Digest const& seed, CountryCode bureau) {
  std::array<std::uint8_t, sizeof(Digest) + 1> bytes{};
  std::ranges::copy(seed.bytes, bytes.begin());
  bytes.back() = bureau.slot();
  return crypto::sha256(bytes);
}

Digest heads_leaf(Digest const& blind, CountryCode bureau, SublogHead const& head) {
  std::string bytes;
  bytes.reserve(2 * sizeof(Digest) + 2 + sizeof head.items);
  Encoder out(bytes);
  out.digest(blind);
  out.letters(bureau);
  out.number(head.items);
  out.digest(head.digest);
  return leaf_hash(bytes);
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
