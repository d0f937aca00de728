#pragma once
// The changes of what is due that a record makes. Committer's thread.

#include "storage/index/due.hpp"
#include "storage/index/rows.hpp"

namespace huecry::index::detail {

void put_due(kv::Transaction& transaction, Duty const& duty);
void erase_due(kv::Transaction& transaction, Duty const& duty);

/// After a change of the notice's state: of one in force the next moment is due, of another none. `anew`: its review
/// date has changed, or its source was reminded; else a moment that is due stays due.
void schedule_review(Head& head, UnixSeconds now, bool anew, kv::Transaction& transaction);

}
