#pragma once
// The hub's side of TLS: one immutable context. Rotation builds a new one, checks it and swaps it in (Server::use);
// connections keep the one that they began with. The settings are fixed in code (signing.md §5.3), so that there is one
// policy to test.

#include <openssl/types.h>

#include <memory>
#include <optional>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/openssl.hpp"
#include "server/net/admission.hpp"

namespace huecry::net {

/// The hub's own certificate, leaf first, and its key.
struct TlsIdentity {
  TlsIdentity() = default;

  std::vector<certs::Certificate> chain;
  crypto::EvpPkey key;
};

/// What the handshake found out about the peer. Owned by the session, filled in by the verify callback.
struct Verdict {
  bool asked = false;  // the callback ran: the peer showed a certificate
  std::uint64_t generation = 0;
  Result<certs::Identity> identity = Error(Errc::peer_unauthenticated, "no certificate was shown");
};

/// Thread-safe.
class TlsState {
 public:
  /// Checks that key and certificate fit, that the leaf follows the hub's profile and is in force. Errors:
  /// Errc::certificate_profile, Errc::certificate_chain (not in force, or links of the chain do not fit),
  /// Errc::key_unusable. `admission` and `clock` outlive the state.
  [[nodiscard]] static Result<std::shared_ptr<TlsState const>> make(TlsIdentity identity, Admission const& admission,
                                                                    Clock const& clock);
  ~TlsState();
  TlsState(TlsState const&) = delete;
  TlsState& operator=(TlsState const&) = delete;

  [[nodiscard]] UnixSeconds not_after() const noexcept { return not_after_; }
  [[nodiscard]] Digest const& certificate() const noexcept { return certificate_; }

  /// A server-side SSL whose verdict goes to `verdict`, which outlives the handshake. Null when memory is short.
  [[nodiscard]] SSL* new_ssl(Verdict& verdict) const;

 private:
  TlsState(SSL_CTX* context, Admission const& admission, Clock const& clock);
  static int verify(X509_STORE_CTX* store, void* self);

  SSL_CTX* context_;
  Admission const& admission_;
  Clock const& clock_;
  UnixSeconds not_after_{};
  Digest certificate_;
};

}
