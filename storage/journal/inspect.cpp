#include "storage/journal/inspect.hpp"

#include <array>
#include <optional>
#include <vector>

#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/appender.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/log/note.hpp"
#include "storage/journal/detail/head.hpp"
#include "storage/journal/detail/keys.hpp"
#include "storage/journal/reading.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal {
namespace {

using kv::Family;

bool same(log::Leaf const& leaf, Record const& record) {
  return leaf.kind == record.kind && leaf.id == record.id && leaf.ver == record.ver && leaf.iss == record.iss &&
         leaf.object == record.object && leaf.certificate == record.certificate && leaf.received == record.received &&
         leaf.policy == record.policy && leaf.crls == record.crls;
}

bool has_decision(Record const& record) {
  bool const decided = record.kind == log::LeafKind::notice || record.kind == log::LeafKind::diffusion;
  return !decided || record.erased || !record.decision.empty();
}

/// A document with several signatures has a digest of another making (signing.md §2.5); its readers check that. Of an
/// erased one the leaf alone remembers what it was. The entry that ends a batch has no document, but a root of what its
/// view has (storage/sublog), which the view's rows tell of.
bool has_its_digest(Record const& record) {
  bool const ends_batch = record.kind == log::LeafKind::delivery && record.document.empty();
  return record.erased || ends_batch || record.document.starts_with('{') ||
         crypto::sha256(as_bytes(record.document)) == record.object;
}

/// What is wrong with a record, beside its leaf; empty when nothing is.
std::string fault_of(Record const& record, Position at, std::optional<log::Leaf> const& leaf) {
  if (record.position != at) return "it is of another position";
  if (!has_its_digest(record)) return "the document is not the one whose digest it has";
  if (!has_decision(record)) return "a document without the decision about it";
  if (leaf && !same(*leaf, record)) return "it says something else than its leaf";
  return "";
}

log::CompactRange range_of(std::vector<Digest> const& hashes) {
  log::CompactRange range;
  for (Digest const& hash : hashes) range.push(hash);
  return range;
}

class Inspection {
 public:
  Inspection(kv::Reader const& state, Inspector const& inspector, Position size)
      : state_(state), inspector_(inspector), size_(size) {}

  /// All entries below one tile of level 0 after the other.
  Result<> run() {
    HUECRY_CHECK(check_checkpoint());
    while (edge_.range.size() < size_) {
      HUECRY_CHECK(check_block());
      if (inspector_.on_progress) inspector_.on_progress(edge_.range.size(), size_);
    }
    return check_end();
  }

 private:
  void found(Family family, std::string key, std::string what) {
    inspector_.on_damage({family, std::move(key), std::move(what)});
  }

  /// A row that cannot be read is damage, too; only a disk that fails ends the inspection.
  Result<std::optional<std::string>> row(Family family, std::string const& key) {
    auto value = state_.get(family, key);
    if (value) {
      if (!*value) found(family, key, "it is not there");
      return value;
    }
    if (value.error().code != Errc::corrupt) return value.error();
    found(family, key, "it cannot be read: " + value.error().detail);
    return std::optional<std::string>();
  }

  struct Block {
    std::vector<std::optional<std::string>> leaves;
    std::vector<Digest> by_leaves, by_tile;  // the latter empty without a tile
  };

  Result<> check_block() {
    Position const first = edge_.range.size();
    log::TileId const id{0, first / log::k_tile_width};
    HUECRY_TRY(Block const block, read_block(id, log::tile_width(id, size_)));
    std::vector<Digest> const hashes = believed(id, block);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      // A leaf that is damaged itself says nothing of its record.
      bool const sound = block.by_leaves[i] == hashes[i];
      HUECRY_CHECK(check_record(first + i, sound ? block.leaves[i] : std::nullopt));
      HUECRY_CHECK(grow(hashes[i]));
    }
    return ok();
  }

  Result<Block> read_block(log::TileId id, unsigned width) {
    Block block;
    for (unsigned i = 0; i < width; ++i) {
      HUECRY_TRY(auto leaf, row(Family::leaf, kv::be64(id.index * log::k_tile_width + i)));
      block.by_leaves.push_back(leaf ? log::leaf_hash(*leaf) : Digest());
      block.leaves.push_back(std::move(leaf));
    }
    HUECRY_TRY(auto const tile, row(Family::tile, detail::tile_key(id)));
    if (tile && tile->size() < width * log::k_hash_bytes) found(Family::tile, detail::tile_key(id), "it is too short");
    if (!tile || tile->size() < width * log::k_hash_bytes) return block;
    for (unsigned i = 0; i < width; ++i) block.by_tile.push_back(log::hash_at(*tile, i));
    return block;
  }

  /// Leaves and tile are two witnesses of the same hashes; the tile above, or the checkpoint, tells which of them is
  /// right.
  std::vector<Digest> believed(log::TileId id, Block const& block) {
    if (block.by_tile.empty() || block.by_leaves == block.by_tile) return block.by_leaves;
    if (confirms(id, block.by_leaves)) {
      found(Family::tile, detail::tile_key(id), "it does not hold the hashes of its leaves");
      return block.by_leaves;
    }
    for (std::size_t i = 0; i < block.by_tile.size(); ++i)
      if (block.by_leaves[i] != block.by_tile[i] && block.leaves[i])
        found(Family::leaf, kv::be64(id.index * log::k_tile_width + i), "it is not the one whose hash is in the tree");
    return block.by_tile;
  }

  bool confirms(log::TileId id, std::vector<Digest> const& hashes) {
    log::CompactRange const range = range_of(hashes);
    if (hashes.size() == log::k_tile_width) {
      log::TileId const above{1, id.index / log::k_tile_width};
      auto const tile = state_.get(Family::tile, detail::tile_key(above));
      std::size_t const place = id.index % log::k_tile_width;
      return tile && *tile && (*tile)->size() >= (place + 1) * log::k_hash_bytes &&
             log::hash_at(**tile, place) == range.root();
    }
    log::CompactRange whole = edge_.range;
    for (Digest const& hash : hashes) whole.push(hash);
    auto const checkpoint = checkpoint_at(size_);
    return checkpoint && checkpoint->head.root == whole.root();
  }

  Result<> check_record(Position at, std::optional<std::string> const& leaf_bytes) {
    std::string const key = kv::be64(at);
    auto const leaf = leaf_bytes ? log::parse_leaf(*leaf_bytes) : Result<log::Leaf>(Error(Errc::not_found));
    if (leaf_bytes && !leaf) found(Family::leaf, key, "it is no leaf: " + leaf.error().detail);
    HUECRY_TRY(auto const bytes, row(Family::record, key));
    if (!bytes) return ok();
    auto const record = decode(*bytes, state_.secrets());
    if (!record && record.error().code == Errc::io) return record.error();
    if (!record) return found(Family::record, key, "it cannot be read: " + record.error().detail), ok();
    std::string fault = fault_of(*record, at, leaf ? std::optional(*leaf) : std::nullopt);
    if (fault.empty() && record->received < before_) fault = "it is older than the one before";
    before_ = std::max(before_, record->received);
    if (!fault.empty()) found(Family::record, key, std::move(fault));
    return ok();
  }

  /// Tiles that this leaf completes, and the checkpoint at this size.
  Result<> grow(Digest const& hash) {
    log::Growth growth = log::append(std::move(edge_), std::array{hash});
    edge_ = std::move(growth.edge);
    for (log::Tile const& tile : growth.tiles)
      if (tile.id.level > 0 && tile.hashes.size() == log::k_tile_bytes) HUECRY_CHECK(check_tile(tile));
    return check_checkpoint();
  }

  /// Those of level 0 were held against their leaves.
  Result<> check_tile(log::Tile const& tile) {
    std::string const key = detail::tile_key(tile.id);
    HUECRY_TRY(auto const stored, row(Family::tile, key));
    if (stored && *stored != tile.hashes) found(Family::tile, key, "it does not hold the roots of the tiles below");
    return ok();
  }

  std::optional<log::Checkpoint> checkpoint_at(Position size) const {
    auto const text = state_.get(Family::checkpoint, kv::be64(size));
    auto const note = text && *text ? log::parse_note(**text) : Result<log::Note>(Error(Errc::not_found));
    auto const checkpoint = note ? log::parse_checkpoint(note->body) : Result<log::Checkpoint>(Error(Errc::not_found));
    return checkpoint ? std::optional(*checkpoint) : std::nullopt;
  }

  Result<> check_checkpoint() {
    Position const size = edge_.range.size();
    std::string const key = kv::be64(size);
    auto const text = state_.get(Family::checkpoint, key);
    if (!text && text.error().code != Errc::corrupt) return text.error();
    if (!text) return found(Family::checkpoint, key, "it cannot be read: " + text.error().detail), ok();
    if (!*text) return size == 0 || size == size_ ? (found(Family::checkpoint, key, "it is not there"), ok()) : ok();
    std::string const fault = fault_of_checkpoint(**text);
    if (!fault.empty()) found(Family::checkpoint, key, fault);
    return ok();
  }

  std::string fault_of_checkpoint(std::string const& text) const {
    auto const note = log::parse_note(text);
    auto const checkpoint = note ? log::parse_checkpoint(note->body) : Result<log::Checkpoint>(note.error());
    if (!checkpoint) return "it is no checkpoint: " + checkpoint.error().detail;
    if (checkpoint->head != log::TreeHead{edge_.range.size(), edge_.range.root()})
      return "the leaves do not give its root";
    if (inspector_.key == nullptr) return "";
    if (checkpoint->origin != inspector_.key->name) return "it is of another log, " + checkpoint->origin;
    auto const verified = log::verify_note(*note, {inspector_.key, 1});
    return verified ? "" : "its signature does not hold";
  }

  /// The tiles that are not full, and that nothing stands behind the end.
  Result<> check_end() {
    for (std::uint8_t level = 1; level < log::k_tile_levels; ++level) {
      if (edge_.tiles[level].empty()) continue;
      std::uint64_t const index = (size_ >> (log::k_tile_height * level)) / log::k_tile_width;
      HUECRY_CHECK(check_tile({{level, index}, edge_.tiles[level]}));
    }
    for (Family const family : {Family::record, Family::leaf, Family::checkpoint}) {
      auto const cursor = state_.scan(family, {kv::be64(family == Family::checkpoint ? size_ + 1 : size_), {}, false});
      for (; cursor->valid(); cursor->next())
        found(family, std::string(cursor->key()), "it is behind the end of the journal");
      HUECRY_CHECK(cursor->status());
    }
    return ok();
  }

  kv::Reader const& state_;
  Inspector const& inspector_;
  Position const size_;
  log::Edge edge_;
  UnixMillis before_{};
};

}

std::string name_of(Damage const& damage) {
  std::string family(to_text(damage.family));
  if (damage.family == Family::tile && damage.key.size() == 1 + sizeof(std::uint64_t)) {
    log::TileId const id{static_cast<std::uint8_t>(damage.key[0]), read_be<std::uint64_t>(damage.key.substr(1))};
    return family + ' ' + std::to_string(id.level) + '/' + std::to_string(id.index);
  }
  if (damage.key.size() != sizeof(std::uint64_t)) return family;
  return family + (damage.family == Family::checkpoint ? " of " : " ") +
         std::to_string(read_be<std::uint64_t>(damage.key));
}

Result<Position> inspect(kv::Reader const& state, Inspector const& inspector) {
  HUECRY_TRY(Position const size, detail::stored_size(state));
  HUECRY_CHECK(Inspection(state, inspector, size).run());
  return size;
}

Result<> check_log(kv::Reader const& state) {
  std::optional<Damage> first;
  Inspector inspector;
  inspector.on_damage = [&first](Damage const& damage) {
    if (!first) first = damage;
  };
  HUECRY_CHECK(inspect(state, inspector));
  return first ? Result<>(Error(Errc::log_inconsistent, name_of(*first) + ": " + first->what)) : ok();
}

}
