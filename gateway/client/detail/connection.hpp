#pragma once
// One connection to the hub, and one request after another on it. Blocking; the only file of the client that knows
// Beast is connection.cpp.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "gateway/client/client.hpp"

namespace huecry::client::detail {

class TlsSetup;

struct Request {
  std::string method;
  std::string target;
  std::string content_type;  // empty: no body
  std::string body;
  std::string accept;
  std::string last_event_id;
};

class Connection {
 public:
  /// Errors: Errc::transport, timeout; detail says what to look at.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(Options const& options, TlsSetup& tls);
  ~Connection();

  /// After an error, or when !reusable(), the connection is of no further use.
  [[nodiscard]] Result<Response> exchange(Request const& request);
  [[nodiscard]] bool reusable() const noexcept;

  /// The header of the answer, then its bytes as they come, until on_bytes returns false or the answer ends.
  [[nodiscard]] Result<Response> stream(Request const& request, std::function<bool(std::string_view)> const& on_bytes);

 private:
  struct Rep;
  explicit Connection(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}
