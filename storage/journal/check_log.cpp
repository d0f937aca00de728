#include "storage/journal/rebuild.hpp"

#include "protocol/crypto/hash.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/compact_range.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/log/note.hpp"
#include "storage/journal/reading.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal {
namespace {

using kv::Family;

Error inconsistent(std::string what, Position at) {
  return Error(Errc::log_inconsistent, std::move(what) + " at " + std::to_string(at));
}

bool same(log::Leaf const& leaf, Record const& record) {
  return leaf.kind == record.kind && leaf.id == record.id && leaf.ver == record.ver && leaf.iss == record.iss &&
         leaf.object == record.object && leaf.certificate == record.certificate && leaf.received == record.received &&
         leaf.policy == record.policy && leaf.crls == record.crls;
}

Result<> check_leaf(std::string_view leaf_bytes, Record const& record) {
  auto const leaf = log::parse_leaf(leaf_bytes);
  if (!leaf || !same(*leaf, record)) return inconsistent("record and leaf say different things", record.position);
  // A document with several signatures has a digest of another making (signing.md §2.5); its readers check that.
  if (record.erased) return ok();  // the leaf alone remembers what it was
  bool const compact = !record.document.starts_with('{');
  if (compact && crypto::sha256(as_bytes(record.document)) != record.object)
    return inconsistent("the document is not the one whose digest the leaf has", record.position);
  return ok();
}

/// The trees as their leaves make them, against what is stored of them.
class Recomputed {
 public:
  explicit Recomputed(kv::Reader const& state) : state_(state) {}

  Result<> add(std::string_view leaf) {
    Digest const hash = log::leaf_hash(leaf);
    HUECRY_CHECK(check_tile(hash));
    range_.push(hash);
    return check_checkpoint(false);
  }
  Result<> check_empty() { return check_checkpoint(true); }
  [[nodiscard]] Position size() const { return range_.size(); }
  /// Of what was added: the last tree has a checkpoint.
  [[nodiscard]] bool covered() const { return covered_ == size(); }

 private:
  Result<> check_tile(Digest const& hash) {
    Position const at = size();
    if (at % log::k_tile_width == 0) {
      HUECRY_TRY(tile_, tiles_of(state_)(log::TileId{0, at / log::k_tile_width}));
    }
    std::size_t const i = at % log::k_tile_width;
    if (tile_.size() < (i + 1) * log::k_hash_bytes || log::hash_at(tile_, i) != hash)
      return inconsistent("leaf and tile differ", at);
    return ok();
  }

  Result<> check_checkpoint(bool must) {
    HUECRY_TRY(auto const text, state_.get(Family::checkpoint, kv::be64(size())));
    if (!text) return must ? Result<>(inconsistent("no checkpoint", size())) : ok();
    HUECRY_TRY(log::Note const note, log::parse_note(*text));
    HUECRY_TRY(log::Checkpoint const checkpoint, log::parse_checkpoint(note.body));
    if (checkpoint.head != log::TreeHead{size(), range_.root()})
      return inconsistent("the leaves do not give the root that was signed", size());
    covered_ = size();
    return ok();
  }

  kv::Reader const& state_;
  log::CompactRange range_;
  std::string tile_;
  Position covered_ = 0;
};

}

Result<> check_log(kv::Reader const& state) {
  Recomputed log(state);
  HUECRY_CHECK(log.check_empty());
  UnixMillis before{};
  auto const leaves = state.scan(Family::leaf, {});
  for (; leaves->valid(); leaves->next()) {
    Position const at = log.size();
    if (leaves->key() != kv::be64(at)) return inconsistent("no leaf", at);
    HUECRY_TRY(Record const record, read(state, at));
    if (record.position != at || record.received < before) return inconsistent("record out of order", at);
    before = record.received;
    HUECRY_CHECK(check_leaf(leaves->value(), record));
    HUECRY_CHECK(log.add(leaves->value()));
  }
  HUECRY_CHECK(leaves->status());
  if (!log.covered()) return inconsistent("no checkpoint covers the end", log.size());
  if (auto const beyond = read(state, log.size()); beyond) return inconsistent("a record without leaf", log.size());
  return ok();
}

}
