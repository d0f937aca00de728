#pragma once
// The hub's word that one of whom something was asked has not answered in time, or never said that it has the question:
// to both sides, once each, an entry of its own. It closes nothing. Any thread.

#include "server/exchange/hub_signer.hpp"
#include "server/exchange/services.hpp"
#include "storage/messages/requests.hpp"

namespace huecry::exchange {

/// Settled only if it is so then. Errors: version_conflict, once it is settled: something has come; those of hub_record
/// and of the rows.
[[nodiscard]] Result<journal::Proposal> propose_overdue_answer(Services const& services, kv::Reader const& state,
                                                               messages::OverdueName const& name,
                                                               HubSigner const& signer);

}
