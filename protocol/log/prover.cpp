#include <algorithm>
#include <bit>
#include <utility>

#include "protocol/base/assert.hpp"
#include "protocol/log/compact_range.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::log {
namespace {

/// Where the nodes of one height start among those of an expanded tile: 256 of height 0, 128 of height 1, …
constexpr std::size_t first_of(unsigned height) { return 2 * k_tile_width - (2 * k_tile_width >> height); }
constexpr std::size_t k_tile_nodes = first_of(k_tile_height + 1);
static_assert(k_tile_nodes == 511);

/// The split of RFC 6962: the left part is the largest power of two below the number of leaves.
constexpr std::uint64_t left_leaves(std::uint64_t leaves) { return std::bit_floor(leaves - 1); }

}

Prover::Prover(std::uint64_t size, TileReader reader) : size_(size), reader_(std::move(reader)) {}

void Prover::grow(std::uint64_t size) {
  HUECRY_ASSERT(size >= size_);
  size_ = size;
}

/// Adds the hashes beyond those covered, and every node that they complete.
void Prover::Expanded::cover(std::string_view hashes) {
  auto const covered = std::exchange(width, static_cast<unsigned>(hashes.size() / k_hash_bytes));
  nodes.resize(k_tile_nodes);
  for (unsigned i = covered; i < width; ++i) nodes[i] = hash_at(hashes, i);
  for (unsigned height = 1; height <= k_tile_height; ++height) {
    Digest const* below = &nodes[first_of(height - 1)];
    Digest* here = &nodes[first_of(height)];
    for (unsigned i = covered >> height; i < width >> height; ++i) here[i] = node_hash(below[2 * i], below[2 * i + 1]);
  }
}

Result<Prover::Expanded const*> Prover::expand(TileId tile) {
  Expanded& kept = kept_[tile.level][tile.index % k_kept];
  unsigned const width = tile_width(tile, size_);
  if (kept.index == tile.index && kept.width == width) return &kept;
  HUECRY_TRY(std::string const hashes, read_tile(reader_, tile, width));
  if (kept.index != tile.index) kept.width = 0;
  kept.index = tile.index;
  kept.cover(hashes);
  return &kept;
}

Result<Digest> Prover::node(unsigned height, std::uint64_t index) {
  unsigned const inside = height % k_tile_height;
  unsigned const bits = k_tile_height - inside;
  TileId const tile{static_cast<std::uint8_t>(height / k_tile_height), index >> bits};
  std::size_t const place = index & ((1U << bits) - 1U);
  HUECRY_ASSERT(place < tile_width(tile, size_) >> inside);
  HUECRY_TRY(Expanded const* expanded, expand(tile));
  return expanded->nodes[first_of(inside) + place];
}

Result<Digest> Prover::subtree(Range range) {
  std::vector<Digest> roots;
  for (std::uint64_t begin = range.begin; begin < range.end;) {
    std::uint64_t const leaves = std::bit_floor(range.end - begin);
    auto const height = static_cast<unsigned>(std::countr_zero(leaves));
    HUECRY_TRY(Digest root, node(height, begin >> height));
    roots.push_back(root);
    begin += leaves;
  }
  HUECRY_TRY(CompactRange const whole, CompactRange::of(range.size(), std::move(roots)));
  return whole.root();
}

/// Goes to the half that holds leaf number `target`, and takes the other half's root into the proof.
Result<Prover::Range> Prover::descend(Range range, std::uint64_t target, Proof& proof) {
  std::uint64_t const middle = range.begin + left_leaves(range.size());
  Range const left{range.begin, middle};
  Range const right{middle, range.end};
  bool const go_left = target < middle;
  HUECRY_TRY(Digest sibling, subtree(go_left ? right : left));
  proof.push_back(sibling);
  return go_left ? left : right;
}

Result<Digest> Prover::root() { return subtree({0, size_}); }

Result<Proof> Prover::inclusion(std::uint64_t index) {
  if (index >= size_) return Error(Errc::parameter_invalid, "index: beyond the tree");
  Proof proof;
  Range range{0, size_};
  while (range.size() > 1) {
    HUECRY_TRY(range, descend(range, index, proof));
  }
  std::ranges::reverse(proof);
  return proof;
}

Result<Proof> Prover::consistency(std::uint64_t old_size) {
  if (old_size == 0 || old_size > size_) return Error(Errc::parameter_invalid, "old size: not within the tree");
  Proof proof;
  Range range{0, size_};
  while (range.end != old_size) {
    HUECRY_TRY(range, descend(range, old_size - 1, proof));
  }
  // A range from the start is the whole older tree, whose root the verifier has.
  if (range.begin > 0) {
    HUECRY_TRY(Digest seed, subtree(range));
    proof.push_back(seed);
  }
  std::ranges::reverse(proof);
  return proof;
}

}
