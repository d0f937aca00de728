#pragma once
// Sealed messages: what the hub checks without any key (signing.md §3), and whom policy lets one have. Any thread.
// Bodies: `{"document":{…},"sealed":"…"}`, the signed envelope as all documents come, and the JWE as one string, since
// its bytes are what the envelope names.

#include <string_view>

#include "certs/identity/identity.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "protocol/policy/question.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

/// Delivered to all whom it names, or to nobody. Errors: json_invalid, body_too_large; those of verification;
/// payload_*; seal_form; seal_mismatch (another JWE than the envelope's); seal_key (a certificate that is not an
/// addressee's, or not fit to seal to, or an addressee without any); recipient_denied (policy keeps it from somebody).
/// Once it is settled: not_found (a conversation, a message that it replies to or a request that the sender does not
/// know), state_conflict (an answer by one who was not asked), payload_rule (expires too early or too late).
[[nodiscard]] Result<journal::Proposal> propose_message(Services const& services, certs::Identity const& peer,
                                                        std::string_view body);

/// Policy lets that recipient have it now; the sender has its own, whatever policy says by now.
[[nodiscard]] bool may_open(Services const& services, documents::MessageEnvelope const& envelope, CountryCode reader);

/// What policy is asked about it: headers, since it is sealed.
[[nodiscard]] policy::Subject subject_of(documents::MessageEnvelope const& envelope);

}
