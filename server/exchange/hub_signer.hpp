#pragma once
// The hub's own signature, under what it says itself: activations, publications, editions (signing.md §2.5).

#include <memory>
#include <string>

#include "certs/trust/snapshot.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/envelope/jws.hpp"
#include "storage/journal/record.hpp"

namespace huecry::exchange {

struct HubSigner {
  std::shared_ptr<crypto::Signer> key;
  Digest certificate;  // x5t#S256
};

/// A record of kind publication with what the hub says as its document; its identity is the caller's to set.
/// Thread-safe as the key is. Errors: key_unusable.
[[nodiscard]] Result<journal::Record> hub_record(HubSigner const& signer, envelope::DocumentType type,
                                                 std::string payload, UnixSeconds now);

}
