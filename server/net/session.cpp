#include "server/net/session.hpp"

#include <boost/asio/this_coro.hpp>
#include <exception>

#include "protocol/base/encoding.hpp"
#include "server/net/turns.hpp"

namespace huecry::net {
namespace {

using namespace std::chrono_literals;

constexpr auto k_last_request_at_stop = 500ms;

std::string random_id(Random& random) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  return hex_encode(bytes);
}

void log_thrown(Log& log, std::string_view correlation, std::string_view what) {
  log.write(LogLevel::error, "request.threw", {{"correlation", correlation}, {"what", what}});
}

}

Session::Session(Common& common, Shard& shard, Connections& connections, TaskGroup::Task& task, Arrival arrival)
    : common_(common),
      shard_(shard),
      connections_(connections),
      application_(arrival.application),
      open_(std::move(arrival.open)),
      handshaking_(std::move(arrival.handshaking)),
      tls_(std::move(arrival.tls)),
      stream_(std::move(arrival.socket), tls_ ? tls_->new_ssl(verdict_) : nullptr),
      connection_(stream_, task) {
  peer_.remote = std::move(arrival.remote);
  peer_.connection_id = random_id(common.parts.random);
  peer_.shard = &shard;
  connection_.begin(Phase::handshake, common.timeouts.handshake);
  connection_.retire_at = connection_.phase_began + common.timeouts.connection_life;
  entry_ = connections_.add(connection_);
}

Session::~Session() {
  connections_.remove(entry_);
  if (connection_.cause != Cut::none) common_.parts.counters.cut(connection_.cause).add();
}

asio::awaitable<void> Session::run() {
  co_await asio::this_coro::throw_if_cancelled(false);  // a cut must not make the clean-up throw
  bool again = co_await open();
  if (!again) co_return;
  while (again) again = co_await exchange();
  co_await leave();
}

asio::awaitable<void> Session::leave() {
  connection_.begin(Phase::closing, common_.timeouts.shutdown);
  Io const io = co_await stream_.goodbye();
  if (io != Io::cut && linger_) co_await stream_.linger(common_.caps.linger_bytes);
}

bool Session::leaving() const noexcept { return connection_.task.stopping() || connection_.retiring(); }

std::string Session::correlation_id() const { return peer_.connection_id + '-' + std::to_string(requests_); }

asio::awaitable<bool> Session::exchange() {
  bool const some = co_await next_request();
  if (!some) co_return false;
  ++requests_;
  Exchange exchange;
  co_await receive(exchange);
  if (exchange.gone) co_return false;
  Answer answer = co_await answer_of(exchange);
  bool const again = co_await write(exchange, answer);
  count(exchange, answer);
  co_return again;
}

asio::awaitable<bool> Session::next_request() {
  if (!buffer_.empty()) co_return true;
  std::string().swap(buffer_);
  if (!leaving()) {
    connection_.begin(Phase::idle, common_.timeouts.keep_alive);
    Io const io = co_await first_bytes();
    if (io == Io::done) co_return true;
    if (!leaving()) co_return false;
  }
  // A request may have been on its way when the stop came, and a new connection was opened for one.
  if (requests_ > 0 && !stream_.has_input()) co_return false;
  connection_.begin(Phase::receiving, k_last_request_at_stop);
  Io const late = co_await first_bytes();
  co_return late == Io::done;
}

asio::awaitable<Answer> Session::answer_of(Exchange& exchange) {
  if (exchange.early) co_return std::move(*exchange.early);
  connection_.begin(Phase::handling, common_.timeouts.handle);
  try {
    co_await shard_.turns().take(peer_.identity, exchange.request.urgency);
    exchange.request.turns = &shard_.turns();
    Answer answer = co_await application_.handle(peer_, std::move(exchange.request));
    co_return answer;
  } catch (std::exception const& e) {
    log_thrown(common_.parts.log, exchange.served.correlation_id, e.what());
  } catch (...) {
    log_thrown(common_.parts.log, exchange.served.correlation_id, "not an exception");
  }
  Error const error(Errc::internal, "the handler threw");
  co_return problem(exchange, error);
}

Answer Session::problem(Exchange const& exchange, Error const& error) {
  Answer answer = application_.problem(error, exchange.served.correlation_id);
  bool const full = error.code == Errc::busy || error.code == Errc::connections_exhausted;
  if (!full) return answer;
  common_.parts.counters.over_soft_cap.add();
  answer.headers.emplace_back("Retry-After", std::to_string(common_.caps.retry_after_seconds));
  return answer;
}

void Session::count(Exchange& exchange, Answer const& answer) {
  Counters& counters = common_.parts.counters;
  counters.requests.add();
  auto const kind = static_cast<std::size_t>(answer.status / 100);
  counters.answers[kind < counters.answers.size() ? kind : 0].add();
  exchange.served.status = answer.status;
  exchange.served.duration =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - exchange.began);
  application_.served(peer_, exchange.served);
}

std::chrono::milliseconds Session::time_for(std::chrono::milliseconds base, std::size_t bytes) const {
  return base + std::chrono::milliseconds(bytes * 1000 / common_.timeouts.bytes_per_second_min);
}

}
