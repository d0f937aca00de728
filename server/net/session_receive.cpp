// Reading a request: header within its limit, then the application's word on it, then the body within that.
#include <algorithm>

#include "protocol/base/limits.hpp"
#include "server/net/session.hpp"

namespace huecry::net {
namespace {

constexpr std::size_t k_read_bytes = 8 * 1024;
constexpr std::size_t k_body_growth_bytes = 64 * 1024;  // memory follows what has come, not what was promised
constexpr std::string_view k_continue = "HTTP/1.1 100 Continue\r\n\r\n";

bool needs_length(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

}

asio::awaitable<void> Session::receive(Exchange& exchange) {
  connection_.begin(Phase::receiving, common_.timeouts.header);
  exchange.served.correlation_id = correlation_id();
  Result<std::size_t> const length = co_await receive_head();
  exchange.began = std::chrono::steady_clock::now();
  exchange.gone = !length && length.error().code == Errc::transport;
  if (exchange.gone) co_return;
  if (length) {
    read_head(exchange, *length);
  } else {
    refuse(exchange, length.error());
  }
  if (exchange.early) co_return;
  Io const io = co_await receive_body(exchange);
  exchange.gone = io != Io::done;
}

asio::awaitable<Result<std::size_t>> Session::receive_head() {
  for (;;) {
    std::optional<std::size_t> const length = head_length(buffer_);
    std::size_t const size = length.value_or(buffer_.size());
    if (size > limits::header_bytes_max) co_return Error(Errc::header_too_large);
    if (length) co_return *length;
    Io const io = co_await fill();
    if (io != Io::done) co_return Error(Errc::transport);
  }
}

// Readiness is a hint (the reactor may report what was read already, and a TLS record may hold no data of ours): only
// bytes end the idle time.
asio::awaitable<Io> Session::first_bytes() {
  Io io = co_await stream_.readable();
  if (io == Io::done) io = co_await fill();
  co_return io;
}

asio::awaitable<Io> Session::fill() {
  std::size_t const had = buffer_.size();
  buffer_.resize(had + k_read_bytes);
  std::size_t size = 0;
  std::span<char> const free = std::span<char>(buffer_).subspan(had);
  Io const io = co_await stream_.read(free, size);
  buffer_.resize(had + (io == Io::done ? size : 0));
  common_.parts.counters.bytes_in.add(size);
  co_return io;
}

void Session::read_head(Exchange& exchange, std::size_t length) {
  Result<Head> head = parse_head(std::string_view(buffer_).substr(0, length));
  buffer_.erase(0, length);
  if (!head) return refuse(exchange, head.error());
  exchange.head = *std::move(head);
  exchange.head_only = exchange.head.method == "HEAD";
  exchange.served.method = exchange.head.method;
  exchange.served.path = exchange.head.target.path;
  check_limits(exchange);
}

void Session::check_limits(Exchange& exchange) {
  Head const& head = exchange.head;
  std::uint64_t const body = head.content_length.value_or(0);
  exchange.body_unread = body > 0;
  if (refusal_) return refuse(exchange, Error(*refusal_));
  std::string_view const method = exchange.head_only ? std::string_view("GET") : head.method;
  RouteLimits limits = application_.limits(peer_, method, head.target.path, exchange.served.correlation_id);
  if (limits.refusal) {
    exchange.early = std::move(limits.refusal);
  } else if (needs_length(method) && !head.content_length) {
    refuse(exchange, Error(Errc::body_required));
  } else if (body > limits.body_bytes_max) {
    refuse(exchange, Error(Errc::body_too_large, "at most " + std::to_string(limits.body_bytes_max) + " bytes"));
  } else if (body > 0) {
    exchange.body_claim = common_.loads.body(peer_.identity, body, common_.caps.body_bytes_per_member);
    if (!exchange.body_claim)
      refuse(exchange, Error(Errc::busy, "the member's requests in flight hold too many bytes"));
  }
}

void Session::refuse(Exchange& exchange, Error const& error) {
  exchange.early = problem(exchange, error);
  exchange.early->close = true;
}

asio::awaitable<Io> Session::receive_body(Exchange& exchange) {
  Request& request = exchange.request;
  auto const total = static_cast<std::size_t>(exchange.head.content_length.value_or(0));
  connection_.begin(Phase::receiving, time_for(common_.timeouts.body, total));
  if (exchange.head.expects_continue && buffer_.empty() && total > 0 && !exchange.head.http_1_0) {
    Io const io = co_await stream_.write(k_continue);
    if (io != Io::done) co_return io;
  }
  std::size_t have = std::min(total, buffer_.size());
  request.body.assign(buffer_, 0, have);
  buffer_.erase(0, have);
  while (have < total) {
    request.body.resize(std::min(total, have + k_body_growth_bytes));
    std::size_t size = 0;
    std::span<char> const free = std::span<char>(request.body).subspan(have);
    Io const io = co_await stream_.read(free, size);
    if (io != Io::done) co_return io;
    common_.parts.counters.bytes_in.add(size);
    have += size;
  }
  exchange.body_unread = false;
  exchange.served.bytes_in = total;
  complete(exchange);
  co_return Io::done;
}

void Session::complete(Exchange& exchange) {
  Head& head = exchange.head;
  Request& request = exchange.request;
  request.head_only = exchange.head_only;
  request.method = exchange.head_only ? std::string("GET") : std::move(head.method);
  request.path = std::move(head.target.path);
  request.query = std::move(head.target.query);
  request.content_type = std::move(head.content_type);
  request.accept = std::move(head.accept);
  request.if_none_match = std::move(head.if_none_match);
  request.range = std::move(head.range);
  request.last_event_id = std::move(head.last_event_id);
  request.idempotency_key = std::move(head.idempotency_key);
  request.correlation_id = exchange.served.correlation_id;
  request.urgency = head.urgency;
}

}
