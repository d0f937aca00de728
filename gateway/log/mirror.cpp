#include "gateway/log/mirror.hpp"

#include <optional>

#include "gateway/log/folder.hpp"
#include "gateway/log/walk.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/log/appender.hpp"

namespace huecry::follow {
namespace {

namespace fs = std::filesystem;

Result<> write_tile(fs::path const& folder, log::TileId id, std::string_view hashes) {
  log::TilePath const path{
      .entries = false, .id = id, .width = static_cast<unsigned>(hashes.size() / log::k_hash_bytes)};
  return write_whole(folder / "tile" / to_text(path), hashes);
}

/// The tiles that are not full yet.
Result<> write_edge(fs::path const& folder, log::Edge const& edge) {
  for (std::uint8_t level = 0; level < log::k_tile_levels; ++level) {
    if (edge.tiles[level].empty()) continue;
    std::uint64_t const index = (edge.range.size() >> (log::k_tile_height * level)) / log::k_tile_width;
    HUECRY_CHECK(write_tile(folder, {level, index}, edge.tiles[level]));
  }
  return ok();
}

/// The tree that the folder's own checkpoint covers.
Result<std::optional<SignedHead>> present(fs::path const& folder, std::span<log::NoteKey const> keys) {
  auto note = fetch_from(folder)("checkpoint");
  if (!note && note.error().code == Errc::not_found) return std::optional<SignedHead>();
  if (!note) return note.error();
  HUECRY_TRY(SignedHead head, open_head(*std::move(note), keys));
  return std::optional(std::move(head));
}

Result<log::Edge> edge_of(fs::path const& folder, SignedHead const& head) {
  std::uint64_t const size = head.head().size;
  log::TileReader const tiles = [fetch = fetch_from(folder), size](log::TileId id) {
    return fetch("tile/" + to_text(log::TilePath{.entries = false, .id = id, .width = tile_width(id, size)}));
  };
  HUECRY_TRY(log::Edge edge, log::load_edge(size, tiles));
  if (edge.range.root() != head.head().root)
    return Error(Errc::not_verified, folder.string() + ": its tiles do not give the root of its checkpoint");
  return edge;
}

}

Result<SignedHead> mirror(fs::path const& folder, Fetch const& fetch, std::span<log::NoteKey const> keys,
                          OnProgress const& on_progress) {
  HUECRY_TRY(auto const before, present(folder, keys));
  log::Edge edge;
  if (before) {
    HUECRY_TRY(edge, edge_of(folder, *before));
  }
  HUECRY_TRY(std::string note, fetch("checkpoint"));
  HUECRY_TRY(SignedHead shown, open_head(std::move(note), keys));
  if (before && shown.checkpoint.origin != before->checkpoint.origin)
    return Error(Errc::not_verified, folder.string() + " is a mirror of " + before->checkpoint.origin);
  if (shown.head().size < edge.range.size())
    return Error(Errc::not_verified, "the log is shorter than its mirror: a checkpoint of " +
                                         std::to_string(shown.head().size) + " entries after one of " +
                                         std::to_string(edge.range.size()));
  auto const on_leaves = [&](Leaves const& leaves) -> Result<> {
    log::Growth growth = log::append(std::move(edge), leaves.added());
    edge = std::move(growth.edge);
    for (log::Tile const& tile : growth.tiles) {
      if (tile.hashes.size() < log::k_tile_bytes) continue;
      HUECRY_CHECK(write_tile(folder, tile.id, tile.hashes));
    }
    on_progress(leaves.end(), shown.head().size);
    return ok();
  };
  HUECRY_CHECK(walk(edge.range.size(), shown.head().size, fetch, on_leaves));
  if (edge.range.root() != shown.head().root)
    return Error(Errc::not_verified,
                 "the log does not continue what the mirror has, or its leaves do not give the root "
                 "that it has signed");
  HUECRY_CHECK(write_edge(folder, edge));
  HUECRY_CHECK(sync_all(folder));
  HUECRY_CHECK(write_durably(folder / "checkpoint", shown.note));
  return shown;
}

}
