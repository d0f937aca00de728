#pragma once
// Asking the owner of a notice for it (docs/policy.md, "Ask the originator"): what may enter, whom it reaches, and what
// the owner's consents change about a decision. Any thread.

#include "protocol/documents/consent.hpp"
#include "server/exchange/reader.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/rows.hpp"

namespace huecry::exchange {

/// As circumstances(), with the owner's consents to this notice that hold then. Errors: corrupt, io.
[[nodiscard]] Result<policy::Circumstances> circumstances_for(kv::Reader const& state,
                                                              certs::TrustSnapshot const& trust, UnixMillis at,
                                                              index::Head const& head, std::uint32_t ver);

/// The same for one reader: what it has taken no corrective mode takes back. Errors: corrupt, io.
[[nodiscard]] Result<policy::Circumstances> circumstances_of_reader(kv::Reader const& state,
                                                                    certs::TrustSnapshot const& trust, UnixMillis at,
                                                                    index::Head const& head, std::uint32_t ver,
                                                                    Reader const& reader);

/// When the first of the consents to this notice that hold then ends; nullopt: none holds. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<UnixSeconds>> next_expiry(kv::Reader const& state, index::Head const& head,
                                                             UnixSeconds at);

/// A request always enters, and the one who asks learns nothing: it reaches the owner only if the notice is live and
/// the owner's agreement is what is missing, and only once until it is answered. Errors: state_conflict (a corrective
/// mode of whoever sends it). Errors of an answer: not_found (no
/// such notice), state_conflict (it is withdrawn; nobody asked, so there is nothing to refuse; no grant to revoke; a
/// grant that ends in the past).
[[nodiscard]] journal::Settle settle_consent(Services const& services, documents::Consent consent);

}
