#include "storage/journal/detail/head.hpp"

#include <array>

#include "protocol/base/limits.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/proof.hpp"
#include "storage/journal/detail/keys.hpp"
#include "storage/journal/reading.hpp"

namespace huecry::journal::detail {
namespace {

using kv::Family;

constexpr std::string_view k_head_key = "journal";
constexpr std::uint8_t k_form = 1;
constexpr std::size_t k_fixed_bytes = sizeof k_form + sizeof(std::uint64_t);

Error inconsistent(std::string why) { return Error(Errc::log_inconsistent, std::move(why)); }

/// Whatever reading the log ran into, other than the disk itself, means that the log is not whole.
Error inconsistent(std::string_view where, Error error) {
  if (error.code == Errc::io) return error;
  return inconsistent(std::string(where) + ": " + error.detail);
}

struct Stored {
  UnixMillis received{};
  log::CompactRange range;
};

Result<Stored> parse_head(std::string_view row) {
  if (row.size() < k_fixed_bytes || read_be<std::uint8_t>(row) != k_form)
    return Error(Errc::corrupt, "the journal row is of an unknown form");
  Stored stored;
  stored.received = UnixMillis(std::chrono::milliseconds(read_be<std::uint64_t>(row.substr(1))));
  HUECRY_TRY(stored.range, log::CompactRange::parse(row.substr(k_fixed_bytes)));
  return stored;
}

Result<Head> check_tiles(kv::Reader const& state, Stored const& stored) {
  auto edge = log::load_edge(stored.range.size(), tiles_of(state));
  if (!edge) return inconsistent("tiles", std::move(edge).error());
  if (edge->range != stored.range) return inconsistent("the tiles do not give the stored compact range");
  return Head{*std::move(edge), stored.received};
}

Result<bool> has_rows(kv::Reader const& state, Family family, kv::Range const& range) {
  auto const cursor = state.scan(family, range);
  HUECRY_CHECK(cursor->status());
  return cursor->valid();
}

/// Nothing may stand where the tree says that nothing is yet.
Result<> check_end(kv::Reader const& state, Position size) {
  for (Family const family : {Family::record, Family::leaf}) {
    HUECRY_TRY(bool const beyond, has_rows(state, family, {kv::be64(size), {}, false}));
    if (beyond) return inconsistent("there are rows beyond the end of the tree in " + std::string(to_text(family)));
  }
  return ok();
}

/// One look at the last entry: tiles and entries are of the same history.
Result<> check_last_leaf(kv::Reader const& state, Head const& head) {
  if (head.size() == 0) return ok();
  Position const last = head.size() - 1;
  auto const leaf = leaf_of(state, last);
  if (!leaf) return inconsistent("last leaf", leaf.error());
  HUECRY_TRY(std::string const tile, tiles_of(state)(log::TileId{0, last / log::k_tile_width}));
  if (log::leaf_hash(*leaf) == log::hash_at(tile, last % log::k_tile_width)) return ok();
  return inconsistent("the last leaf is not the one in its tile");
}

struct Signed {
  std::string note;
  log::TreeHead head;
};

Result<log::Checkpoint> open_note(std::string_view text, log::NoteSigner const& signer) {
  HUECRY_TRY(log::Note const note, log::parse_note(text));
  HUECRY_CHECK(log::verify_note(note, std::array{signer.key()}));
  return log::parse_checkpoint(note.body);
}

Result<Signed> newest_checkpoint(kv::Reader const& state, log::NoteSigner const& signer) {
  auto const cursor = state.scan(Family::checkpoint, {{}, {}, true});
  HUECRY_CHECK(cursor->status());
  if (!cursor->valid()) return inconsistent("there is no checkpoint");
  std::string note(cursor->value());
  auto const checkpoint = open_note(note, signer);
  if (!checkpoint) return inconsistent("the newest checkpoint", checkpoint.error());
  if (checkpoint->origin != signer.name()) return inconsistent("the newest checkpoint is of " + checkpoint->origin);
  if (kv::be64(checkpoint->head.size) != cursor->key()) return inconsistent("a checkpoint stands at another size");
  return Signed{std::move(note), checkpoint->head};
}

/// A checkpoint is persisted before the next batch begins, so at most one batch, with the entry that ends it, can be
/// without.
Result<> check_root(kv::Reader const& state, Head const& head, log::TreeHead const& signed_head) {
  if (signed_head.size > head.size()) return inconsistent("the newest checkpoint is beyond the end of the tree");
  if (head.size() - signed_head.size > limits::commit_leaves_max + 1)
    return inconsistent("more than one batch is without a checkpoint");
  auto const root = log::Prover(signed_head.size, tiles_of(state)).root();
  if (!root) return inconsistent("tiles", root.error());
  if (*root != signed_head.root) return inconsistent("the tiles do not give the root that was signed");
  return ok();
}

Result<Loaded> empty_store(kv::Reader const& state) {
  for (Family const family : {Family::record, Family::leaf, Family::tile, Family::checkpoint, Family::identity}) {
    HUECRY_TRY(bool const rows, has_rows(state, family, {}));
    if (rows) return inconsistent("the journal row is gone, but there are rows in " + std::string(to_text(family)));
  }
  return Loaded{};
}

}

void put_head(kv::Transaction& transaction, Head const& head, std::vector<log::Tile> const& changed) {
  for (log::Tile const& tile : changed) transaction.put(Family::tile, tile_key(tile.id), tile.hashes);
  std::string row;
  append_be(row, k_form);
  append_be(row, static_cast<std::uint64_t>(head.received.time_since_epoch().count()));
  row += head.edge.range.serialise();
  transaction.put(Family::meta, k_head_key, row);
}

Result<std::string> put_checkpoint(kv::Transaction& transaction, Head const& head, log::NoteSigner const& signer) {
  std::string const body = log::to_body({signer.name(), {head.size(), head.edge.range.root()}});
  HUECRY_TRY(std::string note, log::sign_note(body, signer));
  transaction.put(Family::checkpoint, kv::be64(head.size()), note);
  return note;
}

Result<Position> stored_size(kv::Reader const& state) {
  HUECRY_TRY(auto const row, state.get(Family::meta, k_head_key));
  if (!row) return Position{0};
  HUECRY_TRY(Stored const stored, parse_head(*row));
  return stored.range.size();
}

Result<Loaded> load_head(kv::Reader const& state, log::NoteSigner const& signer) {
  HUECRY_TRY(auto const row, state.get(Family::meta, k_head_key));
  if (!row) return empty_store(state);
  HUECRY_TRY(Stored const stored, parse_head(*row));
  HUECRY_TRY(Head head, check_tiles(state, stored));
  HUECRY_CHECK(check_end(state, head.size()));
  HUECRY_CHECK(check_last_leaf(state, head));
  HUECRY_TRY(Signed newest, newest_checkpoint(state, signer));
  HUECRY_CHECK(check_root(state, head, newest.head));
  return Loaded{std::move(head), std::move(newest.note), newest.head.size};
}

}
