#pragma once
// Messages end at the time that their sender has named: the hub says so, an entry of its own, and then destroys the key
// of what was sealed. A sender whose message somebody never had is told. Any thread.

#include "server/exchange/hub_signer.hpp"
#include "server/exchange/services.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::exchange {

/// Settled only if it has not been said yet. Errors: version_conflict, once it is settled; those of hub_record and of
/// the rows.
[[nodiscard]] Result<journal::Proposal> propose_expiry(Services const& services, kv::Reader const& state,
                                                       journal::Position of, HubSigner const& signer);

}
