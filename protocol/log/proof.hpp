#pragma once
// Proofs that a leaf is in a tree and that one tree continues another (RFC 6962 §2.1.1, §2.1.2): made from tiles,
// checked from hashes alone.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::log {

/// In the order of RFC 6962: the leaf's sibling first.
using Proof = std::vector<Digest>;

/// Makes proofs in the tree of one size. One thread at a time. Keeps some tiles of each level with their inner nodes
/// (16 KiB each), so proofs for neighbouring leaves, such as one batch, cost a few look-ups instead of 255 hashes a
/// tile.
class Prover {
 public:
  Prover(std::uint64_t size, TileReader reader);

  /// Goes on to a larger tree, of which the reader must have the tiles. What is kept stays, and only what is new is
  /// hashed: a prover that follows the log pays for each leaf once. REQUIRES: size is not smaller than before.
  void grow(std::uint64_t size);

  // Errors of all three: the reader's; Errc::corrupt for a tile that is too short.
  [[nodiscard]] Result<Digest> root();
  /// Errc::parameter_invalid unless index < size.
  [[nodiscard]] Result<Proof> inclusion(std::uint64_t index);
  /// From the tree of old_size to this one. Errc::parameter_invalid unless 0 < old_size <= size.
  [[nodiscard]] Result<Proof> consistency(std::uint64_t old_size);

 private:
  struct Range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    [[nodiscard]] std::uint64_t size() const { return end - begin; }
  };
  /// A tile with every node above its hashes, level by level; the last is the root of a full tile.
  struct Expanded {
    std::uint64_t index = 0;
    unsigned width = 0;  // hashes that the nodes cover; 0: nothing kept yet
    std::vector<Digest> nodes;

    void cover(std::string_view hashes);
  };

  Result<Digest> node(unsigned height, std::uint64_t index);
  Result<Digest> subtree(Range range);
  Result<Range> descend(Range range, std::uint64_t target, Proof& proof);
  Result<Expanded const*> expand(TileId tile);

  std::uint64_t size_;
  TileReader reader_;
  // By the low bits of the tile's index: a leaf's own tile and those of the right edge, which one proof can need
  // together, stay side by side unless the leaf is far away.
  static constexpr std::size_t k_kept = 16;
  std::array<std::array<Expanded, k_kept>, k_tile_levels> kept_;
};

/// Both checks: Errc::proof_invalid when the proof does not hold, also for sizes and indexes that no proof can be for.
[[nodiscard]] Result<> verify_inclusion(std::uint64_t index, std::uint64_t size, Digest const& leaf,
                                        std::span<Digest const> proof, Digest const& root);
struct TreeHead {
  std::uint64_t size = 0;
  Digest root;
  friend bool operator==(TreeHead const&, TreeHead const&) = default;
};
/// That the newer tree continues the older one. The empty tree is never proven: older.size must not be 0.
[[nodiscard]] Result<> verify_consistency(TreeHead const& older, TreeHead const& newer, std::span<Digest const> proof);

}
