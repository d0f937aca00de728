#pragma once
// Our side of TLS: our certificate and key, the hub's pinned root, and the same fixed settings as the hub's
// (docs/protocol.md §1).

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <optional>
#include <string>

#include "certs/trust/server_trust.hpp"
#include "gateway/client/client.hpp"

namespace huecry::client::detail {

/// Immutable once made; outlives the connections made with it. One thread.
class TlsSetup {
 public:
  /// Errors: config_invalid, key_unusable.
  [[nodiscard]] static Result<std::unique_ptr<TlsSetup>> make(Options const& options, Clock const& clock);

  [[nodiscard]] boost::asio::ssl::context& context() noexcept { return context_; }
  /// Of our own certificate.
  [[nodiscard]] Digest const& thumbprint() const noexcept { return thumbprint_; }
  /// Why the hub's certificate was refused by the last handshake; empty when it was not.
  [[nodiscard]] std::optional<Error> const& refusal() const noexcept { return refusal_; }
  void forget_refusal() { refusal_.reset(); }

 private:
  TlsSetup(certs::ServerTrust trust, std::string server_name, Clock const& clock);
  static int verify(X509_STORE_CTX* store, void* self);

  boost::asio::ssl::context context_;
  certs::ServerTrust trust_;
  std::string server_name_;
  Clock const& clock_;
  Digest thumbprint_;
  std::optional<Error> refusal_;
};

}
