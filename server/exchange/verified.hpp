#pragma once
// The first steps of every document that enters: its envelope is verified, and begins a record. Any thread.

#include <string_view>

#include "certs/identity/identity.hpp"
#include "protocol/envelope/jws.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

/// Form, signer, time, signature (steps 1 to 9 of signing.md §2.3). Errors: those of parse_container and
/// certs::verify_document.
[[nodiscard]] Result<envelope::SignedDocument> verified(Services const& services, certs::TrustSnapshot const& trust,
                                                        certs::Identity const& peer, std::string_view body,
                                                        envelope::DocumentType type);

/// What the document and its verification say; kind and identity are the caller's.
[[nodiscard]] journal::Record record_of(envelope::SignedDocument const& document, certs::TrustSnapshot const& trust);

/// Errors: payload_issuer.
[[nodiscard]] Result<> check_issuer(CountryCode iss, certs::Identity const& peer);

}
