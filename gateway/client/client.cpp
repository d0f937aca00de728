#include "gateway/client/client.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

#include "gateway/client/detail/connection.hpp"
#include "gateway/client/detail/events.hpp"
#include "gateway/client/detail/tls_setup.hpp"

namespace huecry::client {
namespace {

using Steady = std::chrono::steady_clock;

bool says_not_now(Response const& response) { return response.status == 429 || response.status == 503; }

bool may_pass(Result<Response> const& result) {
  if (result) return says_not_now(*result);
  return result.error().code == Errc::transport || result.error().code == Errc::timeout;
}

/// What the hub asks for, in whole seconds; nothing when it does not.
std::chrono::milliseconds retry_after(Result<Response> const& result) {
  if (!result) return {};
  for (auto const& [name, value] : result->headers) {
    int seconds = 0;
    if (name == "retry-after" && std::from_chars(value.data(), value.data() + value.size(), seconds).ec == std::errc())
      return std::chrono::seconds(std::clamp(seconds, 0, 60));
  }
  return {};
}

}

struct Client::Rep {
  Options options;
  std::unique_ptr<detail::TlsSetup> tls;
  std::unique_ptr<detail::Connection> connection;

  Result<> ensure_connected() {
    if (connection && connection->reusable()) return ok();
    connection.reset();
    HUECRY_TRY(connection, detail::Connection::open(options, *tls));
    return ok();
  }

  Result<Response> once(detail::Request const& request) {
    bool const fresh = !(connection && connection->reusable());
    HUECRY_CHECK(ensure_connected());
    auto result = connection->exchange(request);
    if (result || fresh) return result;
    // The hub may have closed an idle connection: that is no failure of the hub.
    connection.reset();
    HUECRY_CHECK(ensure_connected());
    return connection->exchange(request);
  }

  /// Again within the patience; every request of this client may be sent twice.
  Result<Response> patiently(detail::Request const& request) {
    auto const deadline = Steady::now() + options.patience;
    auto pause = options.backoff_first;
    for (;;) {
      auto result = once(request);
      if (!may_pass(result)) return result;
      auto const wait = std::max(pause, retry_after(result));
      if (Steady::now() + wait >= deadline) return result;
      std::this_thread::sleep_for(wait);
      pause = std::min(pause * 2, options.backoff_most);
    }
  }
};

Client::Client(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::open(Options options, Clock const& clock) {
  auto rep = std::make_unique<Rep>();
  HUECRY_TRY(rep->tls, detail::TlsSetup::make(options, clock));
  rep->options = std::move(options);
  return std::unique_ptr<Client>(new Client(std::move(rep)));
}

Result<Response> Client::get(std::string const& target) {
  return rep_->patiently({"GET", target, "", "", "application/json", ""});
}

Result<Response> Client::submit(std::string const& target, std::string const& content_type, std::string const& body) {
  return rep_->patiently({"POST", target, content_type, body, "application/json", ""});
}

Result<Response> Client::put(std::string const& target, std::string const& content_type, std::string const& body) {
  return rep_->patiently({"PUT", target, content_type, body, "application/json", ""});
}

Result<> Client::stream(std::string const& target, std::string const& last_id,
                        std::function<bool(Event const&)> const& on_event) {
  HUECRY_CHECK(rep_->ensure_connected());
  detail::EventReader reader(on_event);
  auto const response = rep_->connection->stream({"GET", target, "", "", "text/event-stream", last_id},
                                                 [&reader](std::string_view bytes) { return reader.take(bytes); });
  rep_->connection.reset();  // its end of the stream may be in the middle of an answer
  if (!response) return response.error();
  if (!response->success()) return error_of(*response);
  if (response->content_type != "text/event-stream")
    return Error(Errc::request_malformed, target + " is no event stream");
  return ok();
}

}
