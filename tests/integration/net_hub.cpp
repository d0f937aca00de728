#include "tests/integration/net_hub.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "protocol/base/error_table.hpp"

namespace huecry::test {
namespace {

using namespace std::chrono_literals;
using net::Answer;

int number(net::Request const& request, std::string_view name, int otherwise) {
  auto const text = request.parameter(name);
  if (text) std::from_chars(text->data(), text->data() + text->size(), otherwise);
  return otherwise;
}

Answer text(std::string body) { return Answer(200, "text/plain", std::move(body)); }

}

EchoApplication::EchoApplication(net::Shards& shards) : shards_(shards) {
  for (std::size_t i = 0; i < shards.size(); ++i) events_.push_back(std::make_unique<net::Event>(shards.at(i)));
}

net::RouteLimits EchoApplication::limits(net::Peer const&, std::string_view method, std::string_view path,
                                         std::string_view) {
  if (path == "/v1/echo" && method == "POST") return net::RouteLimits(k_echo_bytes_max);
  if (path == "/v1/big" && method == "POST") return net::RouteLimits(k_big_bytes_max);
  if (path == "/v1/echo") return net::RouteLimits(problem(Error(Errc::method_not_allowed), ""));
  if (path.starts_with("/v1/")) return net::RouteLimits();
  return net::RouteLimits(problem(Error(Errc::route_unknown), ""));
}

asio::awaitable<Answer> EchoApplication::handle(net::Peer const& peer, net::Request request) {
  ++handled;
  std::chrono::milliseconds const time(number(request, "ms", 10));
  if (request.path == "/v1/echo") co_return text(std::move(request.body));
  if (request.path == "/v1/big") co_return text(std::to_string(request.body.size()));
  if (request.path == "/v1/whoami") co_return text(peer.secure ? peer.identity.text() : "nobody");
  if (request.path == "/v1/page")
    co_return text(std::string(static_cast<std::size_t>(number(request, "bytes", 1)), 'p'));
  if (request.path == "/v1/flood") co_return flood();
  if (request.path == "/v1/ticks") co_return ticks(peer, time, number(request, "count", 3));
  if (request.path == "/v1/resume") co_return resume(request.last_event_id, number(request, "count", 3));
  if (request.path == "/v1/throw") throw std::runtime_error("secret words");
  if (request.path != "/v1/wait") co_return text("hello");
  bool const rung = co_await event_of(peer).wait(time);
  co_return text(rung ? "rung" : "over");
}

Answer EchoApplication::flood() {
  Answer answer(200, "text/event-stream", "");
  auto piece = std::make_shared<std::string>("data: " + std::string(64 * 1024, 'x') + "\n\n");
  answer.stream = [piece]() -> asio::awaitable<std::optional<std::string>> {
    return
        [](std::shared_ptr<std::string> one) -> asio::awaitable<std::optional<std::string>> { co_return *one; }(piece);
  };
  return answer;
}

Answer EchoApplication::ticks(net::Peer const& peer, std::chrono::milliseconds pause, int count) {
  Answer answer(200, "text/event-stream", ": begin\n\n");
  auto step = [](net::Event& event, std::chrono::milliseconds time, int number,
                 int end) -> asio::awaitable<std::optional<std::string>> {
    if (number == end) co_return std::nullopt;
    co_await event.wait(time);
    co_return "id: " + std::to_string(number) + "\ndata: tick\n\n";
  };
  auto next = std::make_shared<int>(0);
  answer.stream = [&event = event_of(peer), pause, next, count, step] { return step(event, pause, (*next)++, count); };
  return answer;
}

Answer EchoApplication::resume(std::string const& last_id, int count) {
  int const first = last_id.empty() ? 0 : std::stoi(last_id) + 1;
  Answer answer(200, "text/event-stream", "");
  auto next = std::make_shared<int>(first);
  auto step = [](int number, int end) -> asio::awaitable<std::optional<std::string>> {
    if (number == end) throw std::runtime_error("the stream breaks off");
    co_return "id: " + std::to_string(number) + "\ndata: x\n\n";
  };
  answer.stream = [next, end = first + count, step] { return step((*next)++, end); };
  return answer;
}

Answer EchoApplication::problem(Error const& error, std::string_view correlation_id) {
  ErrorRow const& row = row_of(error.code);
  return Answer(row.status, "application/problem+json",
                R"({"code":")" + std::string(row.token) + R"(","correlation":")" + std::string(correlation_id) +
                    (row.retryable ? R"(","retryable":true})" : R"(","retryable":false})"));
}

void EchoApplication::served(net::Peer const&, net::Served const& served) {
  std::lock_guard const lock(mutex_);
  served_.push_back(served);
}

std::vector<net::Served> EchoApplication::all_served() {
  std::lock_guard const lock(mutex_);
  return served_;
}

void EchoApplication::ring() {
  shards_.post_all([this](net::Shard& shard) { events_.at(shard.index())->notify_all(); });
}

void EventLog::write(LogLevel, std::string_view event, std::initializer_list<LogField>) {
  std::lock_guard const lock(mutex_);
  events_.emplace_back(event);
}

std::size_t EventLog::count(std::string_view event) {
  std::lock_guard const lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(events_, event));
}

net::Timeouts short_timeouts() {
  net::Timeouts timeouts;
  timeouts.handshake = 300ms;
  timeouts.keep_alive = 300ms;
  timeouts.header = 300ms;
  timeouts.body = 300ms;
  timeouts.write = 300ms;
  timeouts.shutdown = 300ms;
  timeouts.tick = 10ms;
  return timeouts;
}

NetHub::NetHub(net::Timeouts timeouts, net::Caps caps, std::size_t shard_count)
    : clock(SystemClock().now()),
      pki(clock),
      shards(shard_count, log),
      application(shards),
      server({shards, door, clock, random, log, counters}, timeouts, caps) {
  shards.start();
  auto tls = net::TlsState::make(pki.hub().tls(), door, clock);
  REQUIRE_MESSAGE(tls, (tls ? std::string() : tls.error().detail));
  auto const secure = server.listen_tls("127.0.0.1", 0, *tls, application);
  auto const plain = server.listen_plain("127.0.0.1", 0, application);
  REQUIRE(secure);
  REQUIRE(plain);
  port = *secure;
  plain_port = *plain;
}

NetHub::~NetHub() { stop(2s); }

void NetHub::stop(std::chrono::milliseconds grace) {
  if (!std::exchange(running_, false)) return;
  server.close();
  shards.stop(grace);
}

Credential NetHub::member(std::string const& country) {
  Credential credential = pki.gateway(country);
  door.admit(credential);
  return credential;
}

bool eventually(std::function<bool()> const& condition) {
  auto const end = std::chrono::steady_clock::now() + 5s;
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) return true;
    std::this_thread::sleep_for(2ms);
  }
  return condition();
}

}
