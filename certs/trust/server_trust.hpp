#pragma once
// The hub's roots pinned in a file: how a client that has no trust list yet knows the hub it talks to.
// Immutable after construction; any thread.

#include <memory>
#include <string_view>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "certs/trust/crl.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs {

class ServerTrust {
 public:
  /// With CRLs, every CA of the path needs one that is in force; without any, revocation is not checked: a pinned root
  /// alone cannot say more. Errors: Errc::config_invalid for an anchor or CRL that does not fit.
  [[nodiscard]] static Result<ServerTrust> pin(std::vector<Certificate> anchors, std::vector<Crl> crls);

  /// For the verify callback of a client; host must be among the DNS names, exactly.
  /// Errors: Errc::certificate_profile, certificate_chain, crl_stale, signer_revoked.
  [[nodiscard]] Result<> authenticate(X509* leaf, STACK_OF(X509) const* untrusted, std::string_view host,
                                      UnixSeconds now) const;

 private:
  struct State;
  explicit ServerTrust(std::shared_ptr<State const> state) : state_(std::move(state)) {}
  std::shared_ptr<State const> state_;
};

}
