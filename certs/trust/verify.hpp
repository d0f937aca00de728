#pragma once
// Steps 6 to 9 of the verification of a signed document (signing.md §2.3): registry, rights, chain and time, signature.
// Steps 1 to 5 are protocol/envelope's, step 10 protocol/documents'. Any thread. Input: anybody's.

#include "certs/identity/identity.hpp"
#include "certs/trust/snapshot.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/envelope/jws.hpp"

namespace huecry::certs {

/// May a certificate of this purpose, held by a party of this role, sign this type? (signing.md §2.1)
[[nodiscard]] bool may_sign(Role role, Purpose purpose, envelope::DocumentType type) noexcept;

/// The row lives as long as the snapshot. In this order: signer_purpose for the peer's TLS certificate; signer_unknown;
/// signer_algorithm, signer_purpose, signer_bureau (peer must be the very party that signed; a delegation row comes
/// later), peer_suspended; signer_untrusted, signer_revoked, crl_stale; iat_window; signature_invalid.
[[nodiscard]] Result<SignerRow const*> verify_document(TrustSnapshot const& trust,
                                                       envelope::SignedDocument const& document, Identity const& peer,
                                                       UnixMillis now);

/// A document that reached us through the hub, so not over its signer's connection: the same steps but signer_bureau
/// and peer_suspended, with time and chain judged when the hub received it (`rcv` of its leaf), and revocation by what
/// is known now.
[[nodiscard]] Result<SignerRow const*> verify_received(TrustSnapshot const& trust,
                                                       envelope::SignedDocument const& document, UnixMillis received,
                                                       UnixMillis now);

}
