#include "gateway/log/entries.hpp"

#include <numeric>

#include "protocol/log/bundle.hpp"
#include "protocol/log/hash.hpp"

namespace huecry::follow {
namespace {

Error bad(std::uint64_t index, std::string const& what) {
  return Error(Errc::not_verified, "entry " + std::to_string(index) + ": " + what);
}

}

Result<> Entries::check(Leaves const& leaves) {
  log::TilePath path = leaves.tile;
  path.entries = true;
  std::string const name = "tile/" + to_text(path);
  HUECRY_TRY(std::string const bundle, fetch_(name));
  auto const entries = log::parse_bundle(bundle);
  if (!entries) return Error(Errc::not_verified, name + ": " + entries.error().detail);
  if (entries->size() != path.width)
    return Error(Errc::not_verified, name + " has " + std::to_string(entries->size()) + " entries");
  std::uint64_t const first = path.id.index * log::k_tile_width;
  for (std::size_t i = leaves.fresh; i < path.width; ++i) {
    HUECRY_CHECK(take((*entries)[i], log::hash_at(leaves.hashes, i), first + i));
  }
  return ok();
}

Result<> Entries::take(std::string_view entry, Digest const& hash, std::uint64_t index) {
  if (log::leaf_hash(entry) != hash) return bad(index, "its hash is another than in the tree");
  auto const leaf = log::parse_leaf(entry);
  if (!leaf) return bad(index, leaf.error().detail);
  if (leaf->received < last_) return bad(index, "it is older than the one before");
  last_ = leaf->received;
  ++counts_[static_cast<std::size_t>(leaf->kind)];
  return ok();
}

std::uint64_t Entries::all() const { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }

}
