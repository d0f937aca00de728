#include "certs/trust/server_trust.hpp"

#include <openssl/x509v3.h>

#include "certs/trust/path.hpp"

namespace huecry::certs {

struct ServerTrust::State {
  PathVerifier paths;
};

Result<ServerTrust> ServerTrust::pin(std::vector<Certificate> anchors, std::vector<Crl> crls) {
  if (anchors.empty()) return Error(Errc::config_invalid, "pinned root: none");
  Revocation const revocation = crls.empty() ? Revocation::unchecked : Revocation::required;
  auto paths = PathVerifier::make({std::move(anchors), std::move(crls), revocation});
  if (!paths) return Error(Errc::config_invalid, "pinned root: " + paths.error().detail);
  return ServerTrust(std::make_shared<State const>(State{*std::move(paths)}));
}

Result<> ServerTrust::authenticate(X509* leaf, STACK_OF(X509) const* untrusted, std::string_view host,
                                   UnixSeconds now) const {
  HUECRY_TRY(Certificate const certificate, Certificate::from_native(leaf));
  HUECRY_TRY(auto const path, state_->paths.verify(certificate, untrusted, Profile::hub_tls, now));
  if (path.size() < 3) return Error(Errc::certificate_chain, "there is no issuing CA between leaf and root");
  unsigned const flags = X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  bool const fits = !host.empty() && X509_check_host(leaf, host.data(), host.size(), flags, nullptr) == 1;
  return fits ? ok() : Result<>(Error(Errc::certificate_chain, "the certificate does not name " + std::string(host)));
}

}
