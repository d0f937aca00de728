#pragma once
// The trust list and revocation lists in force, fetched from the hub but believed for their own signatures: the three
// ceremony keys are pinned in the party's folder (ceremony.pem), so that the hub cannot name a signer of its own.

#include <memory>
#include <string>

#include "certs/trust/trust_store.hpp"
#include "gateway/cli/session.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

class Trust {
 public:
  explicit Trust(certs::TrustStore::Snapshot snapshot) : snapshot_(std::move(snapshot)) {}

  /// Verifies the document of an inbox item: signature, certificate, revocation, and that the item says of it what is
  /// true. Returns who signed, "FR/NCB". Errors: those of verification; signature_invalid when the item says something
  /// else.
  [[nodiscard]] Result<std::string> check(json::Json const& item, UnixMillis now) const;

 private:
  certs::TrustStore::Snapshot snapshot_;
};

/// Errors: config_invalid (ceremony.pem), trust_list_invalid, those of the hub.
[[nodiscard]] Result<Trust> fetch_trust(Connection& connection, UnixMillis now);

}
