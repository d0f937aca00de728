#include "protocol/log/appender.hpp"

#include <bit>
#include <utility>

namespace huecry::log {
namespace {

/// Node hash of the perfect subtree over `width` hashes (a power of two) of a tile, from hash number `first`.
Digest fold(std::string_view tile, std::size_t first, std::size_t width) {
  CompactRange range;
  for (std::size_t i = 0; i < width; ++i) range.push(hash_at(tile, first + i));
  return range.root();
}

/// The roots of the perfect subtrees that a partial tile holds, largest first: one for each bit of its width.
void append_nodes(std::vector<Digest>& nodes, std::string_view tile) {
  std::size_t left = tile.size() / k_hash_bytes;
  std::size_t first = 0;
  while (left > 0) {
    std::size_t const width = std::bit_floor(left);
    nodes.push_back(fold(tile, first, width));
    first += width;
    left -= width;
  }
}

/// Puts one hash at the end of its level; a tile that is full by it leaves the edge.
void put(Growth& growth, std::uint64_t size, std::uint8_t level, Digest const& hash) {
  std::string& tile = growth.edge.tiles[level];
  tile.append(as_text(hash.view()));
  if (tile.size() < k_tile_bytes) return;
  std::uint64_t const index = (size >> (k_tile_height * level)) / k_tile_width - 1;
  growth.tiles.push_back({{level, index}, std::exchange(tile, {})});
}

/// The partial tiles that differ from those of the tree before.
void put_edge(Growth& growth, std::uint64_t size_before) {
  for (std::uint8_t level = 0; level < k_tile_levels; ++level) {
    std::string const& tile = growth.edge.tiles[level];
    std::uint64_t const hashes = growth.edge.range.size() >> (k_tile_height * level);
    bool const changed = hashes != size_before >> (k_tile_height * level);
    if (changed && !tile.empty()) growth.tiles.push_back({{level, hashes / k_tile_width}, tile});
  }
}

}

Growth append(Edge edge, std::span<Digest const> leaves) {
  Growth growth{.tiles = {}, .edge = std::move(edge)};
  CompactRange& range = growth.edge.range;
  std::uint64_t const size_before = range.size();
  for (Digest const& leaf : leaves) {
    range.push(leaf, [&](unsigned height, Digest const& node) {
      if (height % k_tile_height != 0) return;
      put(growth, range.size(), static_cast<std::uint8_t>(height / k_tile_height), node);
    });
  }
  put_edge(growth, size_before);
  return growth;
}

Result<Edge> load_edge(std::uint64_t size, TileReader const& reader) {
  Edge edge;
  std::vector<Digest> nodes;
  for (std::uint8_t level = k_tile_levels; level-- > 0;) {
    TileId const id{level, (size >> (k_tile_height * level)) / k_tile_width};
    unsigned const width = tile_width(id, size);
    if (width == 0) continue;
    HUECRY_TRY(edge.tiles[level], read_tile(reader, id, width));
    append_nodes(nodes, edge.tiles[level]);
  }
  HUECRY_TRY(edge.range, CompactRange::of(size, std::move(nodes)));
  return edge;
}

}
