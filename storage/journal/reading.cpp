#include "storage/journal/reading.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/proof.hpp"
#include "storage/journal/detail/keys.hpp"

namespace huecry::journal {
namespace {

using kv::Family;

constexpr std::size_t k_position_bytes = sizeof(Position);
constexpr std::size_t k_entered_bytes = k_position_bytes + sizeof(Digest);

Result<std::string> row_at(kv::Reader const& state, Family family, Position position) {
  HUECRY_TRY(auto row, state.get(family, kv::be64(position)));
  if (!row) return Error(Errc::not_found, "no " + std::string(to_text(family)) + " at " + std::to_string(position));
  return *std::move(row);
}

/// Every batch ends with a checkpoint and all are kept, so the first one beyond a leaf is the one of its batch.
Result<Covering> first_checkpoint_beyond(kv::Reader const& state, Position position) {
  auto const cursor = state.scan(Family::checkpoint, {kv::be64(position + 1), {}, false});
  if (cursor->valid()) return Covering{read_be<Position>(cursor->key()), std::string(cursor->value())};
  HUECRY_CHECK(cursor->status());
  return Error(Errc::not_found, "no checkpoint covers " + std::to_string(position));
}

Error bad_row() { return Error(Errc::corrupt, "an identity row has the wrong length"); }

}

Result<Record> read(kv::Reader const& state, Position position) {
  HUECRY_TRY(std::string const row, row_at(state, Family::record, position));
  return decode(row, state.secrets());
}

Result<std::string> leaf_of(kv::Reader const& state, Position position) {
  return row_at(state, Family::leaf, position);
}

Result<Covering> covering_of(std::string checkpoint) {
  HUECRY_TRY(log::Note const note, log::parse_note(checkpoint));
  HUECRY_TRY(log::Checkpoint const parsed, log::parse_checkpoint(note.body));
  return Covering{parsed.head.size, std::move(checkpoint)};
}

Result<std::optional<Covering>> newest_checkpoint(kv::Reader const& state) {
  auto const cursor = state.scan(kv::Family::checkpoint, {{}, {}, true});
  HUECRY_CHECK(cursor->status());
  if (!cursor->valid()) return std::optional<Covering>();
  HUECRY_TRY(Covering covering, covering_of(std::string(cursor->value())));
  return std::optional(std::move(covering));
}

/// One row for each number of witnesses: there are few, whatever the length of the log.
Result<std::optional<Covering>> newest_cosigned(kv::Reader const& state, std::uint16_t witnesses_min) {
  std::optional<Covering> newest;
  kv::Range range = kv::prefix_range(detail::k_cosigned_prefix, false);
  range.from = detail::cosigned_key(witnesses_min);
  auto const cursor = state.scan(Family::meta, range);
  for (; cursor->valid(); cursor->next()) {
    std::string_view const row = cursor->value();
    if (row.size() <= k_position_bytes) return Error(Errc::corrupt, "a row of a cosigned checkpoint is too short");
    Covering found{read_be<Position>(row), std::string(row.substr(k_position_bytes))};
    if (!newest || newest->size <= found.size) newest = std::move(found);
  }
  HUECRY_CHECK(cursor->status());
  return newest;
}

Result<log::Receipt> proof_in(kv::Reader const& state, Position position, Covering covering) {
  log::Receipt proof{.extra = {}, .index = position, .proof = {}, .checkpoint = std::move(covering.checkpoint)};
  HUECRY_TRY(proof.extra, leaf_of(state, position));
  HUECRY_TRY(proof.proof, log::Prover(covering.size, tiles_of(state)).inclusion(position));
  return proof;
}

Result<log::Receipt> proof_of(kv::Reader const& state, Position position) {
  HUECRY_TRY(Covering covering, first_checkpoint_beyond(state, position));
  return proof_in(state, position, std::move(covering));
}

Result<Receipt> receipt_of(kv::Reader const& state, Position position) {
  Receipt receipt;
  receipt.position = position;
  HUECRY_TRY(receipt.proof, proof_of(state, position));
  HUECRY_TRY(log::Leaf const leaf, log::parse_leaf(receipt.proof.extra));
  receipt.received = leaf.received;
  HUECRY_TRY(Record record, read(state, position));
  receipt.deliveries = std::move(record.deliveries);
  return receipt;
}

Result<std::optional<Entered>> find(kv::Reader const& state, CountryCode iss, std::string_view id, std::uint32_t ver) {
  HUECRY_TRY(auto const row, state.get(Family::identity, detail::identity_key(iss, id, ver)));
  if (!row) return std::optional<Entered>();
  if (row->size() != k_entered_bytes) return bad_row();
  Entered entered{read_be<Position>(*row), {}};
  std::ranges::copy(as_bytes(*row).subspan(k_position_bytes), entered.signing.bytes.begin());
  return std::optional(entered);
}

Result<std::optional<std::uint32_t>> newest_version(kv::Reader const& state, CountryCode iss, std::string_view id) {
  auto const cursor = state.scan(Family::identity, detail::versions_range(iss, id, true));
  if (cursor->valid()) return std::optional(detail::version_of(cursor->key()));
  HUECRY_CHECK(cursor->status());
  return std::optional<std::uint32_t>();
}

Result<std::optional<Position>> find_object(kv::Reader const& state, Digest const& object) {
  HUECRY_TRY(auto const row, state.get(Family::identity, detail::object_key(object)));
  if (!row) return std::optional<Position>();
  if (row->size() != k_position_bytes) return bad_row();
  return std::optional(read_be<Position>(*row));
}

Result<Settled> settle_identity(kv::Reader const& state, Record const& record) {
  HUECRY_TRY(auto const entered, find(state, record.iss, record.id, record.ver));
  if (!entered) return Settled::proceed();
  if (entered->signing == record.signing) return Settled::duplicate(entered->position);
  return Error(Errc::id_conflict,
               record.id + " version " + std::to_string(record.ver) + " is there with other content");
}

log::TileReader tiles_of(kv::Reader const& state) {
  return [&state](log::TileId tile) -> Result<std::string> {
    HUECRY_TRY(auto row, state.get(Family::tile, detail::tile_key(tile)));
    if (!row)
      return Error(Errc::corrupt,
                   "tile " + std::to_string(tile.level) + "/" + std::to_string(tile.index) + " is not there");
    return *std::move(row);
  };
}

}
