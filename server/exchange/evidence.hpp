#pragma once
// Evidence, of bureaus, of entities, and the hub's own: settled on the committer's thread, against the state with all
// earlier entries.

#include <optional>

#include "protocol/documents/evidence.hpp"
#include "server/exchange/hub_signer.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/due.hpp"

namespace huecry::exchange {

/// About versions that the signer was given, a bureau or an entity for itself. What is said of one document alone goes
/// to its source. Errors: not_found, also for a notice that it may not see; payload_rule when the object digest is not
/// the delivered document's or edition's; state_conflict: what was not recalled cannot be purged, what is not owed
/// cannot be disputed, of what is erased nothing more is said.
[[nodiscard]] journal::Settle settle_evidence(documents::Evidence evidence);

/// Who was not heard of in time, as the hub says it (docs/notices.md). Errors: version_conflict, here or once it is
/// settled: somebody was heard of meanwhile; those of hub_record and of the index.
[[nodiscard]] Result<journal::Proposal> propose_silence(kv::Reader const& state, index::Duty const& duty,
                                                        HubSigner const& signer, UnixSeconds now);

}
