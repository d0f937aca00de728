#include "protocol/log/tile.hpp"

#include <cstring>
#include <utility>

#include "protocol/base/assert.hpp"

namespace huecry::log {

unsigned tile_width(TileId tile, std::uint64_t size) noexcept {
  if (tile.level >= k_tile_levels) return 0;
  std::uint64_t const hashes = size >> (k_tile_height * tile.level);
  std::uint64_t const full = hashes / k_tile_width;
  if (tile.index < full) return k_tile_width;
  return tile.index == full ? static_cast<unsigned>(hashes % k_tile_width) : 0;
}

Digest hash_at(std::string_view tile, std::size_t i) noexcept {
  HUECRY_ASSERT((i + 1) * k_hash_bytes <= tile.size());
  Digest hash;
  std::memcpy(hash.bytes.data(), tile.data() + i * k_hash_bytes, k_hash_bytes);
  return hash;
}

Result<std::string> read_tile(TileReader const& reader, TileId tile, unsigned width) {
  HUECRY_TRY(std::string value, reader(tile));
  if (value.size() < width * k_hash_bytes) {
    return Error(Errc::corrupt, "tile " + to_text(TilePath{.id = tile}) + " is too short");
  }
  value.resize(width * k_hash_bytes);
  return value;
}

}
