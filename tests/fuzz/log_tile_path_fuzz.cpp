// Tile paths: one text for each path, and asking whether a tree has such a tile is safe for all of them.
#include <limits>

#include "protocol/log/tile.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  std::string_view const text = fuzz::text_of(data, size);
  Result<log::TilePath> const path = log::parse_tile_path(text);
  if (!path) return 0;
  ++fuzz::accepted;
  fuzz::require(log::to_text(*path) == text);
  fuzz::require(log::tile_width(path->id, std::numeric_limits<std::uint64_t>::max()) <= log::k_tile_width);
  return 0;
}
