#include "gateway/log/walk.hpp"

namespace huecry::follow {

std::vector<Digest> Leaves::added() const {
  std::vector<Digest> leaves;
  leaves.reserve(tile.width - fresh);
  for (std::size_t i = fresh; i < tile.width; ++i) leaves.push_back(log::hash_at(hashes, i));
  return leaves;
}

Result<> walk(std::uint64_t from, std::uint64_t size, Fetch const& fetch, OnLeaves const& on_leaves) {
  while (from < size) {
    log::TilePath path{.id = {0, from / log::k_tile_width}};
    path.width = log::tile_width(path.id, size);
    std::string const name = "tile/" + to_text(path);
    HUECRY_TRY(std::string const hashes, fetch(name));
    if (hashes.size() != path.width * log::k_hash_bytes)
      return Error(Errc::not_verified, name + " has " + std::to_string(hashes.size()) + " bytes");
    Leaves const leaves{path, hashes, from % log::k_tile_width};
    HUECRY_CHECK(on_leaves(leaves));
    from = leaves.end();
  }
  return ok();
}

}
