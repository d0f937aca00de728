#pragma once
// Where the journal ends: the right edge of the tree and the time of the last entry; and the check that what is on disk
// is one whole log (signing.md §4.5). Values; any thread.

#include <string>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/appender.hpp"
#include "protocol/log/note_signer.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal::detail {

struct Head {
  log::Edge edge;
  UnixMillis received{};  // of the last entry

  [[nodiscard]] Position size() const { return edge.range.size(); }
};

/// Writes tiles, compact range and time, in the batch of the leaves that they cover.
void put_head(kv::Transaction& transaction, Head const& head, std::vector<log::Tile> const& changed);

/// Signs the checkpoint of this head, and writes it. What it returns is the note.
[[nodiscard]] Result<std::string> put_checkpoint(kv::Transaction& transaction, Head const& head,
                                                 log::NoteSigner const& signer);

/// How many entries there are, as the head row says; 0 in a new store. Errors: Errc::corrupt, io.
[[nodiscard]] Result<Position> stored_size(kv::Reader const& state);

struct Loaded {
  Head head;
  std::string checkpoint;        // the newest one; empty in a new store
  Position checkpoint_size = 0;  // less than the head's when a crash came between the batch and its checkpoint
};

/// Reads the head and verifies it: the tiles give the compact range, the newest checkpoint is signed by us and is the
/// root of the same tree, and entries end where the tree ends. Errors: Errc::log_inconsistent when they do not; io,
/// corrupt.
[[nodiscard]] Result<Loaded> load_head(kv::Reader const& state, log::NoteSigner const& signer);

}
