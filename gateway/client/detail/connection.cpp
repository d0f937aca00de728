#include "gateway/client/detail/connection.hpp"

#include <openssl/ssl.h>
#include <poll.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "gateway/client/detail/failure.hpp"
#include "gateway/client/detail/tls_setup.hpp"

namespace huecry::client::detail {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr auto k_token = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t k_header_bytes_max = 32U << 10;
constexpr std::size_t k_stream_piece_bytes = 16U << 10;

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

http::request<http::string_body> native(Request const& request, std::string const& host) {
  http::request<http::string_body> out;
  out.version(11);
  out.method_string(request.method);
  out.target(request.target);
  out.set(http::field::host, host);
  for (auto const& [name, value] : request.headers) out.set(name, value);
  if (request.content_type.empty()) return out;
  out.set(http::field::content_type, request.content_type);
  out.content_length(request.body.size());
  out.body() = request.body;
  return out;
}

template <class Message>
Response head_of(Message const& message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (auto const& field : message) {
    std::string const value(field.value());
    std::string name = lower(std::string_view(field.name_string()));
    if (name == "content-type") response.content_type = lower(value.substr(0, value.find(';')));
    response.headers.emplace_back(std::move(name), value);
  }
  return response;
}

}

struct Connection::Rep {
  Rep(Options const& options_, TlsSetup& tls_)
      : options(options_),
        tls(tls_),
        where(options_.host + ':' + std::to_string(options_.port)),
        stream(io, tls_.context()) {}

  void within(std::chrono::milliseconds limit) { stream.next_layer().expires_after(limit); }

  /// Runs one step to its end on this thread.
  template <class T>
  T drive(asio::awaitable<T> step) {
    T outcome;
    io.restart();
    asio::co_spawn(io, std::move(step), [&outcome](std::exception_ptr error, T value) {
      if (error) std::rethrow_exception(error);
      outcome = std::move(value);
    });
    io.run();
    return outcome;
  }

  asio::awaitable<Result<>> connect();
  asio::awaitable<Result<>> shake_hands();
  asio::awaitable<error_code> send(Request const& request);
  asio::awaitable<Result<Response>> exchange(Request const& request);
  asio::awaitable<Result<Response>> receive_stream(Request const& request, Take const& on_bytes);

  Options const& options;
  TlsSetup& tls;
  std::string where;
  asio::io_context io{1};
  asio::ssl::stream<beast::tcp_stream> stream;
  beast::flat_buffer buffer;
  bool reusable = false;
};

asio::awaitable<Result<>> Connection::Rep::connect() {
  asio::ip::tcp::resolver resolver(io);
  std::string const service = std::to_string(options.port);
  auto [unresolved, found] = co_await resolver.async_resolve(options.host, service, k_token);
  if (unresolved) co_return failure(unresolved, where);
  within(options.connect_timeout);
  auto [unconnected, endpoint] = co_await stream.next_layer().async_connect(found, k_token);
  if (unconnected) co_return failure(unconnected, where);
  error_code ignored;  // without it a small request waits; it is no error
  stream.next_layer().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  Result<> done = co_await shake_hands();
  co_return done;
}

asio::awaitable<Result<>> Connection::Rep::shake_hands() {
  // SSL_set_tlsext_host_name without its cast; OpenSSL copies the name.
  auto* const name = const_cast<char*>(options.server_name.c_str());
  SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name);
  tls.forget_refusal();
  auto [code] = co_await stream.async_handshake(asio::ssl::stream_base::client, k_token);
  if (tls.refusal()) co_return Error(*tls.refusal()).with_context(where + " is not the hub that is pinned here");
  if (code) co_return failure(code, where);
  reusable = true;
  co_return ok();
}

asio::awaitable<error_code> Connection::Rep::send(Request const& request) {
  reusable = false;
  within(options.answer_timeout);
  auto message = native(request, options.server_name);
  auto [code, written] = co_await http::async_write(stream, message, k_token);
  co_return code;
}

asio::awaitable<Result<Response>> Connection::Rep::exchange(Request const& request) {
  error_code const unsent = co_await send(request);
  http::response_parser<http::string_body> parser;
  parser.body_limit(options.answer_bytes_max);
  parser.header_limit(k_header_bytes_max);
  parser.skip(request.method == "HEAD");
  // Read even when the write failed: a hub that refuses answers early and closes, and its answer or alert says why.
  auto [code, read] = co_await http::async_read(stream, buffer, parser, k_token);
  if (code) co_return failure(unsent && !is_tls(code) ? unsent : code, where);
  auto message = parser.release();
  reusable = message.keep_alive() && !unsent;
  Response response = head_of(message);
  response.body = std::move(message.body());
  co_return response;
}

asio::awaitable<Result<Response>> Connection::Rep::receive_stream(Request const& request, Take const& on_bytes) {
  error_code const unsent = co_await send(request);
  http::response_parser<http::buffer_body> parser;
  parser.body_limit(boost::none);
  parser.header_limit(k_header_bytes_max);
  auto [headless, header_bytes] = co_await http::async_read_header(stream, buffer, parser, k_token);
  if (headless) co_return failure(unsent && !is_tls(headless) ? unsent : headless, where);
  Response response = head_of(parser.get());
  std::string piece(k_stream_piece_bytes, '\0');
  while (!parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    within(options.silence_timeout);
    auto [code, bytes] = co_await http::async_read_some(stream, buffer, parser, k_token);
    if (code && code != http::error::need_buffer) co_return failure(code, where);
    std::string_view const got = std::string_view(piece).substr(0, piece.size() - parser.get().body().size);
    if (!response.success()) {
      if (response.body.size() + got.size() > options.answer_bytes_max) break;
      response.body += got;
      continue;
    }
    HUECRY_CO_TRY(bool const more, on_bytes(got));
    if (!more) break;
  }
  co_return response;
}

Connection::Connection(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Connection::~Connection() = default;  // without a goodbye: it would cost a round trip, and nothing is half said

Result<std::unique_ptr<Connection>> Connection::open(Options const& options, TlsSetup& tls) {
  auto rep = std::make_unique<Rep>(options, tls);
  HUECRY_CHECK(rep->drive(rep->connect()));
  return std::unique_ptr<Connection>(new Connection(std::move(rep)));
}

Result<Response> Connection::exchange(Request const& request) { return rep_->drive(rep_->exchange(request)); }

bool Connection::reusable() const noexcept {
  if (!rep_->reusable) return false;
  pollfd state{rep_->stream.next_layer().socket().native_handle(), POLLIN | POLLRDHUP, 0};
  return ::poll(&state, 1, 0) == 0;
}

Result<Response> Connection::stream(Request const& request, Take const& on_bytes) {
  return rep_->drive(rep_->receive_stream(request, on_bytes));
}

}
