#pragma once
// The changes of the review desk that a record makes. Committer's thread.

#include "storage/index/desk.hpp"

namespace huecry::index::detail {

/// Its place in the queue goes with it: one that was returned to its source has none, but a time at which it lapses.
void put_request(kv::Transaction& transaction, journal::Position first, Request const& request);
/// If there is one.
[[nodiscard]] Result<> close_request(kv::Transaction& transaction, journal::Position first);

}
