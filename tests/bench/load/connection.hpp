#pragma once
// One keep-alive connection of the load generator: non-blocking, one request at a time, driven by epoll events. The
// answer is parsed just far enough to count it.

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/bench/load/tls_client.hpp"

namespace huecry::bench {

class Connection {
 public:
  enum class State { shaking, idle, asking, streaming, closed };

  /// Connects to 127.0.0.1 and begins the handshake.
  Connection(TlsClient const& tls, std::uint16_t port);
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] State state() const { return state_; }

  /// REQUIRES idle. `request` is head and body, `answered` follows in state() and answer().
  void ask(std::string_view request);
  /// The same for an answer without end: every piece of it goes to `on_bytes`.
  void stream(std::string_view request, std::function<void(std::string_view)> on_bytes);

  /// To be called on every event of the descriptor. True when a handshake or an answer has just been completed.
  bool pump();

  [[nodiscard]] int status() const { return status_; }
  /// Body of the last answer; lives until the next request.
  [[nodiscard]] std::string_view body() const { return std::string_view(in_).substr(head_bytes_); }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  bool shake();
  void flush();
  bool receive();
  bool read_head();
  /// True when more can be tried at once; false when the socket must be waited for.
  bool went_on(int outcome);

  std::unique_ptr<SSL, Free> ssl_;
  int descriptor_ = -1;
  State state_ = State::shaking;
  std::string out_;
  std::size_t sent_ = 0;
  std::string in_;
  std::size_t head_bytes_ = 0, body_bytes_ = 0;
  int status_ = 0;
  std::function<void(std::string_view)> on_bytes_;
};

/// "GET target" with Host and further fields.
/// How often the mark stands in an answer. Parsing large pages would cost more than the hub that is measured.
[[nodiscard]] std::size_t count_of(std::string_view mark, std::string_view body);

[[nodiscard]] std::string get_request(std::string_view target, std::string_view fields = {});
/// `urgency`: RFC 9218, Priority; 3 is what it means to say nothing.
[[nodiscard]] std::string post_request(std::string_view target, std::string_view type, std::string_view body,
                                       int urgency = 3);

}
