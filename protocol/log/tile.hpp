#pragma once
// The tree cut into tiles of 256 hashes, and their names (C2SP tlog-tiles). Pure; any thread.
//
// Level 0 holds leaf hashes; a hash at level L + 1 is the root of a *full* tile of level L. A tile that is not yet full
// grows at its end, so a narrower tile is always a prefix of the wider one: one stored value serves both.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace huecry::log {

inline constexpr unsigned k_tile_height = 8;
inline constexpr unsigned k_tile_width = 1U << k_tile_height;
inline constexpr unsigned k_tile_levels = 64 / k_tile_height;  // a tree of up to 2^64 - 1 leaves has no higher ones
inline constexpr std::size_t k_hash_bytes = sizeof(Digest);
inline constexpr std::size_t k_tile_bytes = k_tile_width * k_hash_bytes;

struct TileId {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  friend auto operator<=>(TileId const&, TileId const&) = default;
};

struct Tile {
  TileId id;
  std::string hashes;  // 32 bytes each
};

/// Where tiles come from: the value stored for a tile, at least as wide as the tree in question needs; wider is fine.
/// Errors: whatever the source says; an absent tile is an error.
using TileReader = std::function<Result<std::string>(TileId)>;

/// Hashes that the tile holds in a tree of this size: 0 (it does not exist) to 256 (full).
[[nodiscard]] unsigned tile_width(TileId tile, std::uint64_t size) noexcept;

/// Hash number i of a tile's value. REQUIRES: the value holds it.
[[nodiscard]] Digest hash_at(std::string_view tile, std::size_t i) noexcept;

/// The first `width` hashes of the tile. Errors: the reader's; Errc::corrupt when the value is too short.
[[nodiscard]] Result<std::string> read_tile(TileReader const& reader, TileId tile, unsigned width);

/// What a request for a tile or an entry bundle names.
struct TilePath {
  bool entries = false;  // an entry bundle; level is 0 then
  TileId id;
  unsigned width = k_tile_width;  // 1 to 256
  friend bool operator==(TilePath const&, TilePath const&) = default;
};

/// The path below `/tile/`: "0/x001/x234/067", "1/000.p/17", "entries/x001/067". REQUIRES: width 1 to 256, level 0
/// to 63.
[[nodiscard]] std::string to_text(TilePath const& path);

/// One text for each path and nothing else. Whether the tree has such a tile: tile_width.
/// Errors: Errc::log_text_invalid.
[[nodiscard]] Result<TilePath> parse_tile_path(std::string_view text);

}
