#pragma once
// A message, signed, sealed and put into its envelope, ready for the hub (signing.md §3). Any thread.

#include <string>
#include <vector>

#include "certs/trust/snapshot.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/envelope/sealed.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::mail {

/// Who signs: the certificate for messages and its key.
struct Author {
  Digest x5t;
  crypto::Signer& signer;
};

/// The certificates to seal to, of all these bureaus, and of the sender's own, which keeps a copy. Errors: seal_key
/// for a bureau that has none with more than a day of life.
[[nodiscard]] Result<std::vector<envelope::SealFor>> recipients(certs::TrustSnapshot const& trust, CountryCode from,
                                                                CountrySet const& to, UnixSeconds now);

/// The body of a submission. `message`: the payload of docs/schemas/message.json. Errors: payload_schema, payload_rule
/// (what the hub would refuse is refused before it is signed); body_too_large; key_unusable.
[[nodiscard]] Result<std::string> compose(documents::Schemas const& schemas, json::Json const& message,
                                          UnixSeconds expires, std::vector<envelope::SealFor> const& recipients,
                                          Author const& author, UnixSeconds now, Random& random);

inline constexpr std::string_view k_media_type = "application/vnd.huecry.sealed+json";

}
