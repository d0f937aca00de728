#pragma once
// The rows of what has content, and their end. Committer's thread.

#include "storage/index/facts.hpp"
#include "storage/index/rows.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index::detail {

/// The entry tells of a person: it is erased with the notice.
void note_content(journal::Position first, journal::Position at, kv::Transaction& transaction);

/// After whatever may end a notice, close a recall of it, or lift a hold: when it is to be erased, if it is.
[[nodiscard]] Result<> reconsider_erasure(journal::Position first, kv::Transaction& transaction);

/// Rows keep nothing of the content, and say whose keys to destroy. `head` and `version` are put by the caller.
[[nodiscard]] Result<> erase_content(Head& head, Version& version, journal::Position at, kv::Transaction& transaction);

}
