#include "server/net/admission.hpp"

#include "certs/trust/snapshot.hpp"

namespace huecry::net {

std::uint64_t TrustAdmission::generation() const { return current_()->generation(); }

Result<certs::Identity> TrustAdmission::authenticate(X509* leaf, STACK_OF(X509) * untrusted, UnixSeconds now) const {
  return current_()->authenticate(leaf, untrusted, now);
}

}
