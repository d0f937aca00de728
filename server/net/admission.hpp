#pragma once
// Who may connect: net's view of the trust list. One function answers for new connections and, after each change of
// trust, for the live ones.

#include <openssl/types.h>
#include <openssl/x509.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "certs/identity/identity.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs {
class TrustSnapshot;
}

namespace huecry::net {

/// Thread-safe: asked by every shard in the middle of handshakes, and by sweeps.
class Admission {
 public:
  virtual ~Admission() = default;

  /// Grows with every change of trust. A verdict is as old as the generation read before it.
  [[nodiscard]] virtual std::uint64_t generation() const = 0;

  /// `untrusted` is what the peer sent besides its leaf (it may hold the leaf too). Errors: the peer is not admitted;
  /// the code becomes a TLS alert and a counter (tls_state.cpp).
  [[nodiscard]] virtual Result<certs::Identity> authenticate(X509* leaf, STACK_OF(X509) * untrusted,
                                                             UnixSeconds now) const = 0;
};

/// Admission by the snapshot in force.
class TrustAdmission final : public Admission {
 public:
  using Current = std::function<std::shared_ptr<certs::TrustSnapshot const>()>;  // thread-safe; never null
  explicit TrustAdmission(Current current) : current_(std::move(current)) {}

  [[nodiscard]] std::uint64_t generation() const override;
  [[nodiscard]] Result<certs::Identity> authenticate(X509* leaf, STACK_OF(X509) * untrusted,
                                                     UnixSeconds now) const override;

 private:
  Current current_;
};

}
