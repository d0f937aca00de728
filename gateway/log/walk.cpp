#include "gateway/log/walk.hpp"

namespace huecry::follow {

Result<> walk(log::CompactRange& tree, std::uint64_t size, Fetch const& fetch, OnLeaves const& on_leaves) {
  while (tree.size() < size) {
    log::TilePath path{.id = {0, tree.size() / log::k_tile_width}};
    path.width = log::tile_width(path.id, size);
    std::string const name = "tile/" + to_text(path);
    HUECRY_TRY(std::string const hashes, fetch(name));
    if (hashes.size() != path.width * log::k_hash_bytes)
      return Error(Errc::not_verified, name + " has " + std::to_string(hashes.size()) + " bytes");
    std::size_t const fresh = tree.size() % log::k_tile_width;
    for (std::size_t i = fresh; i < path.width; ++i) tree.push(log::hash_at(hashes, i));
    HUECRY_CHECK(on_leaves({path, hashes, fresh}, tree));
  }
  return ok();
}

}
