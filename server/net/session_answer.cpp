// Writing an answer: in one piece with its length, or as a stream of chunks that the application yields.
#include <exception>

#include "server/net/session.hpp"

namespace huecry::net {
namespace {

constexpr std::size_t k_unclaimed_bytes_max = 64 * 1024;  // answers that the kernel's buffer takes anyway
constexpr std::size_t k_one_record_bytes = 16 * 1024;     // TLS's largest record: header and a small body leave in one

bool is_event_stream(Answer const& answer) { return answer.content_type.starts_with("text/event-stream"); }

Framing framing_of(Answer const& answer, bool http_1_0) {
  if (!answer.stream) return Framing::length;
  return http_1_0 ? Framing::until_close : Framing::chunked;
}

}

WireHead Session::wire_head(Exchange const& exchange, Answer const& answer) const {
  WireHead how;
  how.framing = framing_of(answer, exchange.head.http_1_0);
  how.close = leaving() || requests_ >= common_.caps.requests_per_connection || answer.close || exchange.body_unread ||
              !exchange.head.keep_alive || how.framing == Framing::until_close;
  how.correlation_id = exchange.served.correlation_id;
  how.request_id = exchange.head.request_id;
  how.date = to_seconds(common_.parts.clock.now());
  return how;
}

// A member that asks for large pages and does not read them must not fill the memory.
void Session::claim_memory(Exchange& exchange, Answer& answer) {
  if (!peer_.secure || answer.body.size() <= k_unclaimed_bytes_max) return;
  exchange.answer_claim = common_.loads.body(peer_.identity, answer.body.size(), common_.caps.body_bytes_per_member);
  if (exchange.answer_claim) return;
  Error const full(Errc::busy, "the member's answers in flight hold too many bytes");
  answer = problem(exchange, full);
}

asio::awaitable<bool> Session::write(Exchange& exchange, Answer& answer) {
  claim_memory(exchange, answer);
  WireHead const how = wire_head(exchange, answer);
  linger_ = how.close;
  connection_.begin(Phase::answering, common_.timeouts.write);
  Io const io = co_await write_all(exchange, answer, how);
  exchange.served.complete = io == Io::done;
  // A stream may have ended because the hub stops: then no further request is read, although the header did not say so.
  co_return io == Io::done && !how.close;
}

asio::awaitable<Io> Session::write_all(Exchange& exchange, Answer& answer, WireHead const& how) {
  std::string text = write_head(answer, how);
  bool const small = how.framing == Framing::length && text.size() + answer.body.size() <= k_one_record_bytes;
  if (small && !exchange.head_only) {
    text += answer.body;
    exchange.served.bytes_out = answer.body.size();
  }
  Io io = co_await write_bytes(text);
  if (io != Io::done || exchange.head_only) co_return io;
  if (!small) io = co_await write_body(exchange, answer.body, how.framing);
  if (io == Io::done && answer.stream) io = co_await write_stream(exchange, answer, how.framing);
  co_return io;
}

asio::awaitable<Io> Session::write_stream(Exchange& exchange, Answer& answer, Framing framing) {
  bool const events = is_event_stream(answer);
  common_.parts.counters.streams.add();
  Io io = Io::done;
  while (io == Io::done && !(events && leaving())) {
    std::optional<std::string> const chunk = co_await pull(exchange, answer);
    if (!chunk) break;
    io = co_await write_body(exchange, *chunk, framing);
  }
  common_.parts.counters.streams.subtract();
  if (io == Io::done && events && leaving()) io = co_await write_body(exchange, k_reconnect_comment, framing);
  if (io == Io::done && framing == Framing::chunked) io = co_await write_bytes(k_last_chunk);
  co_return io;
}

asio::awaitable<std::optional<std::string>> Session::pull(Exchange& exchange, Answer& answer) {
  connection_.begin(Phase::streaming, common_.timeouts.handle);
  try {
    asio::awaitable<std::optional<std::string>> next = answer.stream();
    std::optional<std::string> chunk = co_await std::move(next);
    co_return chunk;
  } catch (std::exception const& e) {
    common_.parts.log.write(
        LogLevel::error, "stream.threw",
        {{"correlation", std::string_view(exchange.served.correlation_id)}, {"what", std::string_view(e.what())}});
  }
  stream_.close();  // the peer must not take a broken stream for a complete one
  co_return std::nullopt;
}

asio::awaitable<Io> Session::write_body(Exchange& exchange, std::string_view text, Framing framing) {
  if (text.empty()) co_return Io::done;
  exchange.served.bytes_out += text.size();
  std::string framed;
  if (framing == Framing::chunked) framed = write_chunk(text);
  std::string_view const bytes = framing == Framing::chunked ? std::string_view(framed) : text;
  Io const io = co_await write_bytes(bytes);
  co_return io;
}

asio::awaitable<Io> Session::write_bytes(std::string_view text) {
  connection_.begin(connection_.phase, time_for(common_.timeouts.write, text.size()));
  Io const io = co_await stream_.write(text);
  if (io == Io::done) common_.parts.counters.bytes_out.add(text.size());
  co_return io;
}

}
