#pragma once
// Reading the leaf hashes of a log, one tile after the other.

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "gateway/log/fetch.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::follow {

/// Leaf hashes that were read, of one tile of level 0. An error ends the walk.
struct Leaves {
  log::TilePath tile;
  std::string_view hashes;  // all of the tile's, 32 bytes each
  std::size_t fresh = 0;    // the first that was not asked for before

  [[nodiscard]] std::vector<Digest> added() const;
  /// How many leaves of the log were read with them.
  [[nodiscard]] std::uint64_t end() const { return tile.id.index * log::k_tile_width + tile.width; }
};
using OnLeaves = std::function<Result<>(Leaves const& leaves)>;

/// The leaves from <= i < size. Whether they are the right ones, only the root of a signed checkpoint can say. Errors:
/// those of fetch and on_leaves; not_verified for a tile of another length.
[[nodiscard]] Result<> walk(std::uint64_t from, std::uint64_t size, Fetch const& fetch, OnLeaves const& on_leaves);

}
