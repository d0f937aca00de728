#pragma once
// Tiles in memory: what storage keeps, without storage.

#include <map>
#include <string>

#include "protocol/log/appender.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::test {

class TileStore {
 public:
  void put(std::vector<log::Tile> const& tiles) {
    for (log::Tile const& tile : tiles) values[tile.id] = tile.hashes;
  }

  [[nodiscard]] log::TileReader reader() const {
    return [this](log::TileId id) -> Result<std::string> {
      auto const found = values.find(id);
      if (found == values.end()) return Error(Errc::not_found, "no such tile");
      return found->second;
    };
  }

  std::map<log::TileId, std::string> values;
};

/// Appends in batches of this many leaves.
inline log::Edge grow(TileStore& store, log::Edge edge, std::span<Digest const> leaves, std::size_t batch) {
  while (!leaves.empty()) {
    std::size_t const now = std::min(batch, leaves.size());
    log::Growth growth = log::append(std::move(edge), leaves.first(now));
    store.put(growth.tiles);
    edge = std::move(growth.edge);
    leaves = leaves.subspan(now);
  }
  return edge;
}

}
