#pragma once
// One connection from its first byte to its last: handshake, then requests one after another. Lives in its task's
// coroutine frame, on one shard.

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "protocol/base/random.hpp"
#include "server/net/connection.hpp"
#include "server/net/head.hpp"
#include "server/net/http.hpp"
#include "server/net/member_loads.hpp"
#include "server/net/server.hpp"
#include "server/net/stream.hpp"
#include "server/net/tls_state.hpp"
#include "server/net/wire.hpp"

namespace huecry::net {

/// What all sessions of a server share. Outlives them.
struct Common {
  Common(Server::Parts parts_, Timeouts timeouts_, Caps caps_) : parts(parts_), timeouts(timeouts_), caps(caps_) {}

  Server::Parts parts;
  Timeouts timeouts;
  Caps caps;
  MemberLoads loads;
};

/// What a session begins with. `tls` is null on a plain listener.
struct Arrival {
  Arrival(Stream::Socket socket_, Application& application_) : socket(std::move(socket_)), application(application_) {}

  Stream::Socket socket;
  Application& application;
  std::string remote;
  std::shared_ptr<TlsState const> tls;
  Held open;         // among the connections
  Held handshaking;  // until the handshake is over
};

class Session {
 public:
  Session(Common& common, Shard& shard, Connections& connections, TaskGroup::Task& task, Arrival arrival);
  ~Session();
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;

  /// To the end of the connection. The socket is closed when it returns.
  [[nodiscard]] asio::awaitable<void> run();

 private:
  /// One request on its way through the session.
  struct Exchange {
    Exchange() = default;

    Head head;
    Request request;
    std::optional<Answer> early;  // decided before the application was asked
    Claim body_claim;             // of the member's memory, for the request's body
    Claim answer_claim;           // and for the answer's
    bool body_unread = false;     // the peer may still be sending it: close, and let the peer read the answer first
    bool head_only = false;
    bool gone = false;
    SteadyTime began;
    Served served;
  };

  // session_open.cpp
  asio::awaitable<bool> open();
  bool admit();
  void handshake_failed(Io io);
  [[nodiscard]] HandshakeFailure failure_of(Io io) const;
  std::optional<Errc> over_a_cap();

  // session.cpp
  asio::awaitable<bool> exchange();
  asio::awaitable<bool> next_request();
  asio::awaitable<Answer> answer_of(Exchange& exchange);
  asio::awaitable<void> leave();
  [[nodiscard]] bool leaving() const noexcept;
  Answer problem(Exchange const& exchange, Error const& error);
  void count(Exchange& exchange, Answer const& answer);
  [[nodiscard]] std::string correlation_id() const;

  // session_receive.cpp
  asio::awaitable<void> receive(Exchange& exchange);
  asio::awaitable<Result<std::size_t>> receive_head();
  asio::awaitable<Io> receive_body(Exchange& exchange);
  asio::awaitable<Io> first_bytes();
  asio::awaitable<Io> fill();
  void read_head(Exchange& exchange, std::size_t length);
  void check_limits(Exchange& exchange);
  void refuse(Exchange& exchange, Error const& error);
  static void complete(Exchange& exchange);

  // session_answer.cpp
  asio::awaitable<bool> write(Exchange& exchange, Answer& answer);
  void claim_memory(Exchange& exchange, Answer& answer);
  asio::awaitable<Io> write_all(Exchange& exchange, Answer& answer, WireHead const& how);
  asio::awaitable<Io> write_stream(Exchange& exchange, Answer& answer, Framing framing);
  asio::awaitable<Io> write_body(Exchange& exchange, std::string_view text, Framing framing);
  asio::awaitable<Io> write_bytes(std::string_view text);
  asio::awaitable<std::optional<std::string>> pull(Exchange& exchange, Answer& answer);
  [[nodiscard]] WireHead wire_head(Exchange const& exchange, Answer const& answer) const;

  [[nodiscard]] std::chrono::milliseconds time_for(std::chrono::milliseconds base, std::size_t bytes) const;

  Common& common_;
  Shard& shard_;
  Connections& connections_;
  Application& application_;
  Held open_;
  Held handshaking_;
  std::shared_ptr<TlsState const> tls_;  // lives as long as its verify callback may run
  Verdict verdict_;
  Stream stream_;
  Connection connection_;
  Connections::Entry entry_;
  Peer peer_;
  Claim place_;                  // among the member's connections
  std::optional<Errc> refusal_;  // over a soft cap: what the first request is told
  std::string buffer_;           // received, not yet used; empty and without memory while idle
  std::size_t requests_ = 0;
  bool linger_ = false;
};

}
