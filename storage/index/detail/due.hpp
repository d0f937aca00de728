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

/// After a change of who was sent what, or of what was heard of it. `progress`: of the version in force.
void schedule_silence(Head& head, Version const& current, Progress const& progress, kv::Transaction& transaction);
/// The same, with the progress that is stored. Errors: Errc::corrupt, io.
[[nodiscard]] Result<> schedule_silence(Head& head, Version const& current, kv::Transaction& transaction);

}
