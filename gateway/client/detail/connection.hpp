#pragma once
// One connection to the hub, and one request after another on it. Blocking; the only file of the client that knows
// Beast is connection.cpp.

#include <functional>
#include <memory>
#include <string_view>

#include "gateway/client/client.hpp"

namespace huecry::client::detail {

class TlsSetup;

class Connection {
 public:
  /// `options` and `tls` outlive the connection. Errors: those of Client::request.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(Options const& options, TlsSetup& tls);
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  /// After an error, or when !reusable(), the connection is of no further use.
  [[nodiscard]] Result<Response> exchange(Request const& request);
  /// False as well when the hub has closed an idle connection, or speaks unasked.
  [[nodiscard]] bool reusable() const noexcept;

  /// The header of the answer, then the bytes of a successful one as they come, until on_bytes returns false or the
  /// answer ends. The body of another answer is in the Response.
  using Take = std::function<Result<bool>(std::string_view)>;
  [[nodiscard]] Result<Response> stream(Request const& request, Take const& on_bytes);

 private:
  struct Rep;
  explicit Connection(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}
