#pragma once
// Paths from a leaf to the roots of one authority: OpenSSL's strict path check with revocation, then the profile of
// every certificate on the path. One X509_STORE; nothing of it changes after construction. Any thread.

#include <memory>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "certs/identity/profile.hpp"
#include "certs/trust/crl.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs {

enum class Revocation { required, unchecked };  // required: every CA of the path has a CRL that is in force
/// past: at a time of which the CRLs in hand know only afterwards. What they revoke is refused, whenever that was.
enum class Tense { present, past };
enum class Shape { house, structure };  // check_profile, or check_structure for foreign certificates

class PathVerifier {
 public:
  struct Authority {
    std::vector<Certificate> anchors;  // each must be a root by its profile
    std::vector<Crl> crls;
    Revocation revocation = Revocation::required;
    Shape shape = Shape::house;
    int intermediates_max = 3;
  };
  /// Errors: Errc::certificate_profile for an anchor; internal when OpenSSL refuses.
  [[nodiscard]] static Result<PathVerifier> make(Authority authority);

  /// The path, leaf first, root last. `untrusted` may be null.
  /// Errors: Errc::certificate_chain; crl_stale (a CRL is absent or not in force); signer_revoked; certificate_profile.
  [[nodiscard]] Result<std::vector<Certificate>> verify(Certificate const& leaf, STACK_OF(X509) const* untrusted,
                                                        Profile profile, UnixSeconds at,
                                                        Tense tense = Tense::present) const;

 private:
  PathVerifier(crypto::X509StorePtr store, Shape shape) : store_(std::move(store)), shape_(shape) {}
  crypto::X509StorePtr store_;
  Shape shape_;
};

}
