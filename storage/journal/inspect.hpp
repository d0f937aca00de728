#pragma once
// Doubting the journal: its log recomputed from its leaves, every record held against its leaf, every checkpoint
// against the tree and the log's key. Goes on after what it finds, so that all damage is named, not the first. For a
// store that is not in use, and for tests. Any thread; time grows with the journal.

#include <functional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/log/vkey.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal {

/// One row that is not what it must be, or is not there.
struct Damage {
  kv::Family family{};
  std::string key;
  std::string what;  // "the record says something else than its leaf"
  friend bool operator==(Damage const&, Damage const&) = default;
};

/// "record 17", "tile 0/3", "checkpoint of 40", for people.
[[nodiscard]] std::string name_of(Damage const& damage);

struct Inspector {
  std::function<void(Damage const&)> on_damage;
  std::function<void(Position done, Position all)> on_progress;  // may be empty
  log::NoteKey const* key = nullptr;                             // of the log; null: signatures are not looked at
};

/// Returns how many entries there are. What the tiles above a leaf say decides whether the leaf or its tile is damaged.
/// Errors: Errc::corrupt when the head row cannot be read, so that nobody knows how long the journal is; io.
[[nodiscard]] Result<Position> inspect(kv::Reader const& state, Inspector const& inspector);

/// The first damage as an error: Errc::log_inconsistent, corrupt, io.
[[nodiscard]] Result<> check_log(kv::Reader const& state);

}
