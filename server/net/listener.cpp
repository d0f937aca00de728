#include "server/net/listener.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>

namespace huecry::net {
namespace {

using namespace std::chrono_literals;
namespace error = asio::error;

constexpr auto k_pause_min = 50ms;
constexpr auto k_pause_max = 2s;
constexpr int k_unsent_bytes_max = 128 * 1024;  // of a peer that does not read, the kernel keeps no more than this
constexpr int k_keep_alive_idle_s = 60;         // a peer that vanished is noticed in about two minutes
constexpr int k_keep_alive_interval_s = 15;
constexpr int k_keep_alive_probes = 4;

Error failed(std::string const& address, std::uint16_t port, boost::system::error_code code) {
  return Error(Errc::io, "listen on " + address + ":" + std::to_string(port) + ": " + code.message());
}

void set_up(asio::ip::tcp::socket& socket) {
  boost::system::error_code ignored;  // an option that does not hold costs latency, not correctness
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  using Unsent = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
  using Option = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
  using Interval = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
  using Probes = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>;
  socket.set_option(Unsent(k_unsent_bytes_max), ignored);
  socket.set_option(Option(k_keep_alive_idle_s), ignored);
  socket.set_option(Interval(k_keep_alive_interval_s), ignored);
  socket.set_option(Probes(k_keep_alive_probes), ignored);
}

std::string text_of(asio::ip::tcp::endpoint const& endpoint) {
  return endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

asio::awaitable<void> serve(Common& common, Lane& lane, TaskGroup::Task& task, std::shared_ptr<Arrival> arrival) {
  Session session(common, lane.shard, lane.connections, task, std::move(*arrival));
  co_await session.run();
}

}

Listener::Listener(Common& common, Lanes& lanes, TlsSource const& tls, Application& application)
    : common_(common),
      lanes_(lanes),
      tls_(tls),
      application_(application),
      acceptor_(lanes.front()->shard.executor()) {}

Result<std::uint16_t> Listener::bind(std::string const& address, std::uint16_t port) {
  boost::system::error_code code;
  auto const ip = asio::ip::make_address(address, code);
  if (code) return failed(address, port, code);
  Tcp::endpoint const endpoint(ip, port);
  acceptor_.open(endpoint.protocol(), code);
  if (!code) acceptor_.set_option(asio::socket_base::reuse_address(true), code);
  if (!code) acceptor_.bind(endpoint, code);
  if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
  if (!code) acceptor_.non_blocking(true, code);
  if (code) return failed(address, port, code);
  return acceptor_.local_endpoint().port();
}

void Listener::start() {
  Shard& shard = lanes_.front()->shard;
  shard.post([this, &shard] {
    auto loop = [this](TaskGroup::Task& task) { return accept_loop(task); };
    shard.tasks().spawn("accept", std::move(loop));
  });
}

void Listener::close() {
  boost::system::error_code code;
  while (acceptor_.is_open()) {
    Lane& lane = next_lane();
    Tcp::socket socket(lane.shard.executor());
    acceptor_.accept(socket, code);
    if (code) break;  // would_block: nobody is left in the queue
    arrived(lane, std::move(socket));
  }
  acceptor_.close(code);
}

asio::awaitable<void> Listener::accept_loop(TaskGroup::Task& task) {
  co_await asio::this_coro::throw_if_cancelled(false);
  task.idle(true);
  while (acceptor_.is_open() && !task.stopping()) {
    Lane& lane = next_lane();
    asio::any_io_executor const home = lane.shard.executor();
    auto [code, socket] = co_await acceptor_.async_accept(home, asio::as_tuple(asio::use_awaitable));
    if (code == error::operation_aborted) break;
    if (!code) {
      pause_ = {};
      arrived(lane, std::move(socket));
    } else {
      co_await after_error(code);
    }
  }
}

asio::awaitable<void> Listener::after_error(boost::system::error_code code) {
  common_.parts.counters.accept_errors.add();
  bool const exhausted = code == error::no_descriptors || code == error::no_buffer_space || code == error::no_memory ||
                         code == boost::system::errc::too_many_files_open_in_system;
  if (!exhausted) co_return;
  // The connection stays in the queue, so another accept at once would fail at once: that loop would burn a core.
  pause_ = std::clamp<std::chrono::milliseconds>(pause_ * 2, k_pause_min, k_pause_max);
  common_.parts.log.write(LogLevel::warning, "accept.exhausted", {{"pause_ms", std::int64_t{pause_.count()}}});
  asio::steady_timer timer(lanes_.front()->shard.executor(), pause_);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Listener::arrived(Lane& lane, Tcp::socket socket) {
  Counters& counters = common_.parts.counters;
  counters.accepted.add();
  boost::system::error_code code;
  Tcp::endpoint const remote = socket.remote_endpoint(code);
  if (code) return;  // it has left already
  set_up(socket);
  // Shared, because a task's function object is copied about and an arrival cannot be.
  auto arrival = std::make_shared<Arrival>(std::move(socket), application_);
  arrival->remote = text_of(remote);
  arrival->tls = tls_.get();
  arrival->open = Held(counters.connections);
  if (arrival->tls) arrival->handshaking = Held(counters.handshaking);
  bool const full = counters.connections.value() > common_.caps.connections_hard ||
                    counters.handshaking.value() > common_.caps.handshakes;
  if (full) return counters.over_hard_cap.add();  // the socket closes here
  lane.shard.post([this, &lane, arrival = std::move(arrival)]() mutable { begin(lane, std::move(arrival)); });
}

void Listener::begin(Lane& lane, std::shared_ptr<Arrival> arrival) {
  auto body = [this, &lane, arrival = std::move(arrival)](TaskGroup::Task& task) {
    return serve(common_, lane, task, arrival);
  };
  lane.shard.tasks().spawn("session", std::move(body));
}

Lane& Listener::next_lane() { return *lanes_[turn_++ % lanes_.size()]; }

}
