#pragma once
// What may happen to a notice now, and whom it reaches: settled on the committer's thread, against the state with all
// earlier entries. docs/architecture.md, "life of a notice".
//
//   none       --publish, version 1-->    published   to everyone whom the decision allows
//   published  --publish, version n+1-->  published   likewise; the other holders are recalled
//   published  --withdraw, version n+1--> withdrawn   all holders are recalled; final
//
// Whom policy lets have only an edition of it gets one by a publication of its own, and so does an authorised entity
// (releases.hpp); a withdrawal recalls from entities at once.

#include <memory>

#include "protocol/documents/notice.hpp"
#include "protocol/policy/record.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

/// A decision that is on its way with its notice.
struct Ruling {
  policy::Question question;
  policy::Decision decision;
  policy::Cause mode = policy::Cause::permitted;  // what the mode of its source says of it
};

/// Decides, and puts decision and policy into the record.
void decide(policy::CompiledPolicy const& policy, Ruling& ruling, journal::Record& record);

/// Fills deliveries and facts of the record, and decides again when another policy set came into force meanwhile: an
/// activation comes before or after a notice, never into the middle of one. The owner's consents to earlier versions
/// count. Errors:
/// payload_rule (its review date is not to come), version_conflict (does not follow the version in force),
/// state_conflict (withdrawn; version 1 that withdraws; a corrective mode closes what the issuer sends; a notice that
/// is a diffusion, or the other way round). A diffusion is sent at once, or held where a mode has it looked at first.
[[nodiscard]] journal::Settle settle_notice(Services const& services, documents::Notice notice,
                                            std::shared_ptr<Ruling> ruling);

}
