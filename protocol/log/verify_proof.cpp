#include <bit>

#include "protocol/log/hash.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::log {
namespace {

Error bad(char const* why) { return Error(Errc::proof_invalid, why); }

/// Sizes go up to 64 bits, and a shift by all of them is undefined in C++.
constexpr std::uint64_t shift_right(std::uint64_t value, int by) { return by < 64 ? value >> by : 0; }

/// Whether step k of a path joins a left neighbour: always on the right border, else as the bit says.
constexpr bool neighbour_is_left(std::uint64_t path, std::size_t inner, std::size_t k) {
  return k >= inner || (path >> k & 1U) != 0;
}

/// A path from a leaf or node up to the root: `inner` steps up to the right border, then one for each set bit above.
struct Shape {
  std::uint64_t path = 0;
  std::size_t inner = 0;
  std::size_t steps = 0;
};

Shape shape_of(std::uint64_t path, int inner) {
  auto const border = static_cast<std::size_t>(std::popcount(shift_right(path, inner)));
  return {path, static_cast<std::size_t>(inner), static_cast<std::size_t>(inner) + border};
}

/// signing.md §4.3: the path of leaf or node a within b, both counted from 0, from height z up.
Shape shape_between(std::uint64_t a, std::uint64_t b, int z) {
  return shape_of(a >> z, static_cast<int>(std::bit_width(a ^ b)) - z);
}

}

Result<> verify_inclusion(std::uint64_t index, std::uint64_t size, Digest const& leaf, std::span<Digest const> proof,
                          Digest const& root) {
  if (index >= size) return bad("inclusion: index beyond the tree");
  Shape const shape = shape_between(index, size - 1, 0);
  if (proof.size() != shape.steps) return bad("inclusion: wrong number of hashes");
  Digest hash = leaf;
  for (std::size_t k = 0; k < proof.size(); ++k) {
    hash = neighbour_is_left(shape.path, shape.inner, k) ? node_hash(proof[k], hash) : node_hash(hash, proof[k]);
  }
  return hash == root ? ok() : bad("inclusion: another root");
}

Result<> verify_consistency(TreeHead const& older, TreeHead const& newer, std::span<Digest const> proof) {
  if (older.size == 0) return bad("consistency: the empty tree is never proven");
  if (older.size > newer.size) return bad("consistency: the older tree is larger");
  if (older.size == newer.size) {
    return proof.empty() && older.root == newer.root ? ok() : bad("consistency: equal sizes, other roots");
  }
  Shape const shape = shape_between(older.size - 1, newer.size - 1, std::countr_zero(older.size));
  // A perfect older tree is a node of the newer one, so its root starts the path; else the proof brings the node.
  bool const perfect = std::has_single_bit(older.size);
  if (proof.size() != shape.steps + (perfect ? 0 : 1)) return bad("consistency: wrong number of hashes");
  Digest old_hash = perfect ? older.root : proof.front();
  Digest new_hash = old_hash;
  if (!perfect) proof = proof.subspan(1);
  for (std::size_t k = 0; k < proof.size(); ++k) {
    if (!neighbour_is_left(shape.path, shape.inner, k)) {
      new_hash = node_hash(new_hash, proof[k]);
      continue;
    }
    old_hash = node_hash(proof[k], old_hash);
    new_hash = node_hash(proof[k], new_hash);
  }
  return old_hash == older.root && new_hash == newer.root ? ok() : bad("consistency: another root");
}

}
