#pragma once
// A client that says exactly what a test tells it, byte for byte, and reads patiently. Blocking; one thread.

#include <openssl/ssl.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/integration/net_pki.hpp"

namespace huecry::test {

struct Reply {
  int status = 0;                              // 0: none came
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] bool closes() const { return headers.contains("connection") && headers.at("connection") == "close"; }
};

class Probe {
 public:
  struct Choice {
    Credential const* credential = nullptr;
    int version_max = TLS1_3_VERSION;
    std::string alpn;                // wire format; empty: none offered
    SSL_SESSION* session = nullptr;  // to be resumed
  };

  /// Connects; nothing is said yet.
  explicit Probe(std::uint16_t port);
  ~Probe();
  Probe(Probe const&) = delete;
  Probe& operator=(Probe const&) = delete;

  /// True when our side of the handshake is done. (A server that refuses our certificate says so afterwards.)
  bool shake_hands(Choice const& choice);
  bool shake_hands(Credential const& credential);

  /// False when the peer has closed. Without a handshake before: in the clear.
  bool send(std::string_view text);
  /// Some bytes; empty at the end, on an error or when nothing comes in time.
  std::string read(std::chrono::milliseconds limit = std::chrono::seconds(5));
  /// One whole answer: by length, by chunks, or to the end.
  Reply reply(bool without_body = false);
  Reply ask(std::string_view request);
  /// True when the peer closes (after whatever it still says) in time.
  bool is_closed(std::chrono::milliseconds limit = std::chrono::seconds(5));
  void half_close();

  [[nodiscard]] SSL* ssl() { return ssl_.get(); }
  /// OpenSSL's reason of the last failure, "" when there was none: "sslv3 alert certificate revoked".
  [[nodiscard]] std::string const& failure() const { return failure_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  bool more();
  void wait_at_most(std::chrono::milliseconds limit);
  std::string take(std::size_t size);
  std::string take_line();
  std::string take_chunks();
  void note_failure();

  int descriptor_ = -1;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
  std::string buffer_;
  std::string failure_;
  bool ended_ = false;
};

/// "GET /v1/hello HTTP/1.1" with Host, further fields, and a body.
[[nodiscard]] std::string get(std::string const& target, std::string const& fields = {});
[[nodiscard]] std::string post(std::string const& target, std::string const& body, std::string const& fields = {});

}
