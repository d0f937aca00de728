#pragma once
// Certificates for tests of connections, and a door that knows each leaf, so that a test can refuse, revoke and change
// parties at will. (Real trust lists are tested with certs/trust, and with the whole hub.)

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "certs/federation/shape.hpp"
#include "certs/identity/certificate.hpp"
#include "certs/identity/identity.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/crypto/signer.hpp"
#include "server/net/admission.hpp"
#include "server/net/tls_state.hpp"

namespace huecry::test {

struct Credential {
  std::vector<certs::Certificate> chain;  // leaf first
  crypto::PrivateKey key;

  [[nodiscard]] certs::Certificate const& leaf() const { return chain.front(); }
  [[nodiscard]] std::string chain_pem() const;
  [[nodiscard]] net::TlsIdentity tls() const;
};

/// One root, and leaves below it, each with an issuing CA of its own.
class Pki {
 public:
  explicit Pki(Clock const& clock);

  [[nodiscard]] Credential gateway(std::string const& country, std::chrono::seconds life = std::chrono::days(7));
  [[nodiscard]] Credential hub(std::chrono::seconds life = std::chrono::days(30));
  [[nodiscard]] certs::Certificate const& root() const { return root_; }

 private:
  certs::federation::Issuer issuing_ca(certs::federation::Names names);
  Credential issue(certs::Profile profile, certs::federation::Names const& names, std::chrono::seconds life);

  Clock const& clock_;
  crypto::SystemRandom random_;
  crypto::PrivateKey key_;
  certs::Certificate root_;
};

class Door final : public net::Admission {
 public:
  void admit(Credential const& credential, certs::Role role = certs::Role::bureau);
  /// From now on the leaf is refused with this code; a new generation.
  void refuse(Credential const& credential, Errc code);

  [[nodiscard]] std::uint64_t generation() const override;
  [[nodiscard]] Result<certs::Identity> authenticate(X509* leaf, STACK_OF(X509) * untrusted,
                                                     UnixSeconds now) const override;

 private:
  mutable std::mutex mutex_;
  std::uint64_t generation_ = 1;
  std::map<Digest, Result<certs::Identity>> verdicts_;
};

}
