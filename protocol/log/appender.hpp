#pragma once
// Growing the tree by a batch: which tiles change, and what they hold then. Pure; any thread.
//
// Work and output are proportional to the batch: one node hash per leaf on average, and of the tiles that exist
// already only the right-edge tile of each level is written again.

#include <array>
#include <span>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/log/compact_range.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::log {

/// The right edge of a tree, all that growing it needs. A value: keep the old one until the new one is durable.
struct Edge {
  CompactRange range;
  std::array<std::string, k_tile_levels> tiles;  // the partial tile of each level; empty where its width is 0
  friend bool operator==(Edge const&, Edge const&) = default;
};

struct Growth {
  std::vector<Tile> tiles;  // every new or changed tile once, with its whole value
  Edge edge;                // the edge after the batch
};

[[nodiscard]] Growth append(Edge edge, std::span<Digest const> leaves);

/// The edge of the tree of this size, all of it computed from tiles; edge.range.root() is what the tiles say the root
/// is, to be compared with the last checkpoint. Errors: the reader's; Errc::corrupt for a tile that is too short.
[[nodiscard]] Result<Edge> load_edge(std::uint64_t size, TileReader const& reader);

}
