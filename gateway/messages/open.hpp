#pragma once
// A sealed message as its recipient takes it: every check of signing.md §3, so that nothing rests on the hub's word,
// nor on the sender's that everybody was sent the same. Any thread. Input: the hub's, and any sender's.

#include <string>

#include "certs/trust/snapshot.hpp"
#include "gateway/messages/keyring.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/message.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::mail {

/// The envelope, verified; what is sealed is still closed.
struct Received {
  envelope::SignedDocument document;
  documents::MessageEnvelope envelope;
  std::string signer;  // "FR/NCB"
  UnixMillis received{};
  std::string sealed;
};
/// An item of an inbox, or of GET /v1/messages/{id}. Errors: json_invalid; those of parse_container and
/// certs::verify_received; not_verified (the item says of the envelope what it does not; another JWE than its own).
[[nodiscard]] Result<Received> receive(documents::Schemas const& schemas, certs::TrustSnapshot const& trust,
                                       json::Json const& item, UnixMillis received, UnixMillis now);

struct Opened {
  std::string inner;    // compact, as its author signed it
  std::string payload;  // docs/schemas/message.json
  documents::Message message;
};
/// Errors: not_found (no key for it here), key_unusable; seal_mismatch and seal_form for whatever the sender has done
/// that deserves a complaint: a text that is not the one committed to, not signed by the sender, not what the envelope
/// promises, or not to be opened at all.
[[nodiscard]] Result<Opened> open(documents::Schemas const& schemas, certs::TrustSnapshot const& trust,
                                  Keyring const& keyring, Received const& received, UnixMillis now);

/// The sender's fault, and not that of a key that is not here.
[[nodiscard]] constexpr bool deserves_complaint(Errc code) noexcept {
  return code == Errc::seal_mismatch || code == Errc::seal_form;
}

}
