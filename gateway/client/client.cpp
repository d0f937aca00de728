#include "gateway/client/client.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include "gateway/client/detail/connection.hpp"
#include "gateway/client/detail/tls_setup.hpp"
#include "gateway/client/retry.hpp"
#include "protocol/base/error_table.hpp"

namespace huecry::client {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t k_event_bytes_max = std::size_t{4} << 20;

bool may_pass(Result<Response> const& result, bool repeatable) {
  if (result) return worth_another_try(*result);
  return repeatable && row_of(result.error().code).retryable;
}

Request event_request(std::string const& target, std::string const& last_id) {
  Request request;
  request.target = target;
  request.headers.emplace_back("Accept", "text/event-stream");
  if (!last_id.empty()) request.headers.emplace_back("Last-Event-ID", last_id);
  return request;
}

Request body_request(std::string method, std::string const& target, std::string const& type, std::string const& body) {
  Request request;
  request.method = std::move(method);
  request.target = target;
  request.content_type = type;
  request.body = body;
  return request;
}

milliseconds since(Steady::time_point begin) { return std::chrono::duration_cast<milliseconds>(Steady::now() - begin); }

}

std::string Response::header(std::string_view name) const {
  auto const found =
      std::ranges::find(headers, name, [](auto const& header) { return std::string_view(header.first); });
  return found == headers.end() ? std::string() : found->second;
}

struct Client::Rep {
  Options options;
  std::unique_ptr<detail::TlsSetup> tls;
  std::unique_ptr<detail::Connection> connection;

  [[nodiscard]] Backoff backoff() const { return Backoff(options, tls->thumbprint()); }

  Result<> ensure_connected() {
    if (connection && connection->reusable()) return ok();
    connection.reset();
    HUECRY_TRY(connection, detail::Connection::open(options, *tls));
    return ok();
  }

  Result<Response> once(Request const& request) {
    bool const fresh = !connection || !connection->reusable();
    HUECRY_CHECK(ensure_connected());
    auto result = connection->exchange(request);
    if (result || fresh || !may_pass(result, request.repeatable)) return result;
    // The hub may close an idle connection at any time: that is no failure of the hub, and needs no pause.
    connection.reset();
    HUECRY_CHECK(ensure_connected());
    return connection->exchange(request);
  }

  void tell(std::string const& why, milliseconds left) const {
    if (options.on_retry) options.on_retry(why, left);
  }

  void pause(milliseconds time) const {
    if (options.pause) return options.pause(time);
    std::this_thread::sleep_for(time);
  }

  Result<Response> patiently(Request const& request) {
    Backoff backoff = this->backoff();
    for (;;) {
      auto const begin = Steady::now();
      auto result = once(request);
      if (!may_pass(result, request.repeatable)) return result;
      backoff.spent(since(begin));
      auto const wait = backoff.pause(result ? retry_after(*result) : std::nullopt);
      if (!wait) return result;
      tell(result ? "the hub answers " + std::to_string(result->status) : result.error().detail, backoff.left());
      pause(*wait);
    }
  }

  /// How one reading of a stream ended, when not by an error.
  enum class Ended { by_hub, by_caller };

  Result<Ended> read_stream(std::string const& target, EventReader& reader,
                            std::function<bool(Event const&)> const& on_event);
};

Result<Client::Rep::Ended> Client::Rep::read_stream(std::string const& target, EventReader& reader,
                                                    std::function<bool(Event const&)> const& on_event) {
  HUECRY_CHECK(ensure_connected());
  Ended ended = Ended::by_hub;
  auto take = [&](std::string_view bytes) -> Result<bool> {
    HUECRY_TRY(auto const events, reader.feed(bytes));
    bool const more = std::ranges::all_of(events, on_event);
    if (!more) ended = Ended::by_caller;
    return more;
  };
  auto const response = connection->stream(event_request(target, reader.last_id()), take);
  connection.reset();  // it may have ended in the middle of an answer
  if (!response) return response.error();
  if (!response->success()) return error_of(*response);
  if (response->content_type != "text/event-stream")
    return Error(Errc::request_malformed, target + " is no event stream");
  return ended;
}

Client::Client(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::open(Options options, Clock const& clock) {
  auto rep = std::make_unique<Rep>();
  HUECRY_TRY(rep->tls, detail::TlsSetup::make(options, clock));
  rep->options = std::move(options);
  return std::unique_ptr<Client>(new Client(std::move(rep)));
}

Result<Response> Client::request(Request const& request) { return rep_->patiently(request); }

Result<Response> Client::get(std::string const& target) {
  Request request;
  request.target = target;
  request.headers.emplace_back("Accept", "application/json");
  return rep_->patiently(request);
}

Result<Response> Client::submit(std::string const& target, std::string const& content_type, std::string const& body,
                                int urgency) {
  Request request = body_request("POST", target, content_type, body);
  if (urgency != k_urgency_default) request.headers.emplace_back("Priority", "u=" + std::to_string(urgency));
  return rep_->patiently(request);
}

Result<Response> Client::put(std::string const& target, std::string const& content_type, std::string const& body) {
  return rep_->patiently(body_request("PUT", target, content_type, body));
}

Result<> Client::stream(std::string const& target, std::string const& last_id,
                        std::function<bool(Event const&)> const& on_event) {
  EventReader reader(last_id, k_event_bytes_max);
  HUECRY_CHECK(rep_->read_stream(target, reader, on_event));
  return ok();
}

Result<> Client::follow(std::string const& target, std::string const& last_id,
                        std::function<bool(Event const&)> const& on_event) {
  std::string seen = last_id;
  Backoff backoff = rep_->backoff();
  auto note = [&](Event const& event) {
    seen = event.id;
    backoff = rep_->backoff();  // it works again: the patience begins anew
    return on_event(event);
  };
  for (;;) {
    EventReader reader(seen, k_event_bytes_max);  // from the last whole event: a broken-off one comes again
    auto const begin = Steady::now();
    auto const ended = rep_->read_stream(target, reader, note);
    if (ended && *ended == Rep::Ended::by_caller) return ok();
    if (!ended && !row_of(ended.error().code).retryable) return ended.error();
    if (!ended) backoff.spent(since(begin));
    if (ended && since(begin) > rep_->options.backoff_most)
      backoff = rep_->backoff();  // a quiet stream, ended in good order
    auto const wait = backoff.pause(std::nullopt);
    if (!wait) return ended ? ok() : Result<>(ended.error());
    rep_->tell(ended ? "the stream has ended" : ended.error().detail, backoff.left());
    rep_->pause(*wait);
  }
}

}
