#pragma once
// What may happen to a notice now, and whom it reaches: settled on the committer's thread, against the state with all
// earlier entries. docs/architecture.md, "life of a notice".
//
//   none       --publish, version 1-->    published   to everyone whom the decision allows
//   published  --publish, version n+1-->  published   to everyone whom the decision allows; the other holders are
//   recalled published  --withdraw, version n+1--> withdrawn   all holders are recalled; final

#include "protocol/documents/evidence.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/policy/compiled_policy.hpp"
#include "storage/journal/journal.hpp"

namespace huecry::exchange {

/// Fills deliveries and facts of the record. Errors: version_conflict (does not follow the version in force),
/// state_conflict (withdrawn; or version 1 that withdraws).
[[nodiscard]] journal::Settle settle_notice(documents::Notice notice, policy::Decision decision);

/// Evidence is about versions that the signer's country was given. Errors: not_found, also for a notice that it may not
/// see; payload_rule when the object digest is not the delivered document's.
[[nodiscard]] journal::Settle settle_evidence(documents::Evidence evidence);

}
