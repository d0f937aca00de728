#pragma once
// The gateway's side of TLS for one member: its certificate and chain, the hub's root pinned, TLS 1.3 only, no
// resumption: as gateway/client does it, but for many connections on one thread.

#include <openssl/ssl.h>

#include <memory>

#include "tests/bench/load/target.hpp"

namespace huecry::bench {

class TlsClient {
 public:
  TlsClient(Target const& target, CountryCode member);

  [[nodiscard]] SSL* new_ssl() const;

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Free> context_;
};

}
