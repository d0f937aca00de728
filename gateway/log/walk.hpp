#pragma once
// Reading the leaves of a log and hashing all of them again.

#include <cstdint>
#include <functional>
#include <string_view>

#include "gateway/log/fetch.hpp"
#include "protocol/log/compact_range.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::follow {

/// Leaf hashes that were read, of one tile of level 0. An error ends the walk.
struct Leaves {
  log::TilePath tile;
  std::string_view hashes;  // all of the tile's, 32 bytes each
  std::size_t fresh = 0;    // the first that was not in the tree before
};
using OnLeaves = std::function<Result<>(Leaves const& leaves, log::CompactRange const& after)>;

/// Appends to the tree the leaves up to this size. Whether they are the right ones, only the root of a signed
/// checkpoint can say. Errors: those of fetch and on_leaves; not_verified for a tile of another length.
[[nodiscard]] Result<> walk(log::CompactRange& tree, std::uint64_t size, Fetch const& fetch, OnLeaves const& on_leaves);

}
