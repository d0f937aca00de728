#pragma once
// HTTP as plain values, between net (which reads and writes it) and the application (which answers). No Beast type, no
// socket.
//
// One request in full: limits() on the header alone, then the body within those limits, then handle(), then served().
// Everything of one connection happens on one shard's thread, so an Application needs no lock for state that it keeps
// for each shard; what all shards share must be thread-safe.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "certs/identity/identity.hpp"
#include "protocol/base/result.hpp"
#include "server/net/asio_fwd.hpp"

namespace huecry::net {

class Shard;
class Turns;

/// Of a request's Priority (RFC 9218 §4.1): 0 first, 7 last.
inline constexpr std::uint8_t k_urgency_default = 3;

/// Name and value. Names of headers are lower case when read.
using Pair = std::pair<std::string, std::string>;

/// The other end of one connection; the same object for its whole life. The identity is bound by the TLS handshake and
/// is never taken from a header. On the operator's plain listener it is a default value and `secure` is false.
struct Peer {
  Peer() = default;

  certs::Identity identity;
  bool secure = false;
  std::string remote;         // address and port, for the log
  std::string connection_id;  // unpredictable, 16 hexadecimal digits
  Shard* shard = nullptr;     // where this connection lives; never null while it is served
};

/// A request with its whole body. Every string has been checked: `path` and `query` are decoded, valid UTF-8 and
/// without control characters; `path` is canonical (target.hpp), so that one resource has one text.
struct Request {
  Request() = default;

  std::string method;        // "GET", "POST", …; HEAD arrives as GET, and net drops the answer's body
  bool head_only = false;    // of HEAD: nobody sees the body
  std::string path;          // "/v1/notices/FR-2026-1"
  std::vector<Pair> query;   // in the order sent; a name may come twice
  std::string content_type;  // lower case, without parameters: "application/json"; empty when absent
  std::string accept;        // as sent; empty when absent
  std::string if_none_match;
  std::string range;  // as sent: "bytes=0-499"; empty when absent
  std::string last_event_id;
  std::string idempotency_key;
  std::string correlation_id;  // made by net for each request; quote it in problems and log lines
  std::uint8_t urgency = k_urgency_default;
  std::string body;
  Turns* turns = nullptr;  // of the shard: long work takes another one now and then; nullptr: nobody waits

  /// The first value of a query parameter.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// An answer. With `stream` set, `body` goes out first and then what the stream yields, until it yields nothing.
struct Answer {
  /// Asked for one chunk after another, never twice at once; an empty optional ends the answer. Owned by the session
  /// until its last awaitable has ended, so a lambda may capture (by value). It must wait only in ways that a stop
  /// ends: Event::wait.
  using Pull = std::function<asio::awaitable<std::optional<std::string>>()>;

  Answer() = default;
  Answer(int status_, std::string content_type_, std::string body_)
      : status(status_), content_type(std::move(content_type_)), body(std::move(body_)) {}

  int status = 200;
  std::string content_type;   // empty: the answer has no body
  std::vector<Pair> headers;  // Content-Length, Date, Connection and the correlation id are net's own
  std::string body;
  Pull stream;
  bool close = false;  // end the connection after this answer
};

/// What is decided from the header alone, before any byte of the body is read.
struct RouteLimits {
  explicit RouteLimits(std::size_t body_bytes_max_ = 0) : body_bytes_max(body_bytes_max_) {}
  explicit RouteLimits(Answer refusal_) : refusal(std::move(refusal_)) {}

  std::size_t body_bytes_max = 0;  // 0: the resource takes no body
  std::optional<Answer> refusal;   // answered at once, with the body unread: 404, 405, 403, 429, …
};

/// What happened to one request, for the audit line and the latency histogram.
struct Served {
  Served() = default;

  std::string method;
  std::string path;
  std::string correlation_id;
  int status = 0;
  std::size_t bytes_in = 0;              // body
  std::size_t bytes_out = 0;             // body, without framing
  std::chrono::microseconds duration{};  // from the complete header to the last byte handed to the system
  bool complete = false;                 // false: the peer left or was cut before the whole answer was written
};

/// The application behind a listener. All functions run on the connection's shard and must not block it (offload:
/// pool.hpp). References given to them live at least until the returned awaitable has ended; for a stream, until the
/// stream has ended.
class Application {
 public:
  virtual ~Application() = default;

  /// `path` is canonical. Not called for a header that net itself refuses. The correlation id is for a refusal.
  [[nodiscard]] virtual RouteLimits limits(Peer const& peer, std::string_view method, std::string_view path,
                                           std::string_view correlation_id) = 0;

  /// Whatever happens, an answer: an exception that leaves it becomes problem(Errc::internal) and an error in the log.
  [[nodiscard]] virtual asio::awaitable<Answer> handle(Peer const& peer, Request request) = 0;

  /// The answer for an error that net met: a malformed header, too large a body, a full hub, a stop.
  [[nodiscard]] virtual Answer problem(Error const& error, std::string_view correlation_id) = 0;

  virtual void served(Peer const&, Served const&) {}
};

}
