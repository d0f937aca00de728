#include "gateway/client/detail/connection.hpp"

#include <openssl/ssl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "gateway/client/detail/tls_setup.hpp"

namespace huecry::client::detail {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr auto k_token = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t k_answer_bytes_max = 64U << 20;
constexpr std::size_t k_header_bytes_max = 32U << 10;
constexpr std::size_t k_stream_piece_bytes = 16U << 10;

/// What an alert of the hub says about us, in words: the engineer's next step.
std::string alert_hint(error_code const& ec) {
  switch (ERR_GET_REASON(static_cast<unsigned long>(ec.value()))) {
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED: return "the hub says that our certificate is revoked: renew it";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return "the hub says that our certificate, or our country's revocation list, is past its date: renew it";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
      return "the hub does not know our country's root: is our country in its trust list?";
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE: return "the hub does not know our party: is it in the trust list?";
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
      return "the hub refuses our certificate's form: is it a gateway TLS certificate?";
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE: return "the hub refuses us: are we suspended?";
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return "the peer does not speak TLS 1.3";
    default: return "TLS: " + ec.message();
  }
}

Error failure(error_code const& ec, std::string const& where) {
  if (ec == beast::error::timeout) return Error(Errc::timeout, "no answer from " + where + " in time");
  if (ec.category() == asio::error::get_ssl_category()) return Error(Errc::transport, where + ": " + alert_hint(ec));
  if (ec == asio::error::connection_refused)
    return Error(Errc::transport, where + ": connection refused; is the hub up, and is the port right?");
  if (ec == http::error::end_of_stream || ec == asio::ssl::error::stream_truncated ||
      ec == asio::error::connection_reset || ec == asio::error::broken_pipe)
    return Error(Errc::transport, where + " closed the connection");
  return Error(Errc::transport, where + ": " + ec.message());
}

http::request<http::string_body> native(Request const& request, std::string const& host) {
  http::request<http::string_body> out(http::string_to_verb(request.method), request.target, 11);
  out.set(http::field::host, host);
  if (!request.accept.empty()) out.set(http::field::accept, request.accept);
  if (!request.last_event_id.empty()) out.set("Last-Event-ID", request.last_event_id);
  if (!request.content_type.empty()) {
    out.set(http::field::content_type, request.content_type);
    out.body() = request.body;
    out.prepare_payload();
  }
  return out;
}

template <class Message>
Response head_of(Message const& message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (auto const& field : message) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::string value(field.value());
    if (name == "content-type") response.content_type = value.substr(0, value.find(';'));
    response.headers.emplace_back(std::move(name), std::move(value));
  }
  return response;
}

}

struct Connection::Rep {
  Options const& options;
  TlsSetup& tls;
  std::string where;
  asio::io_context io{1};
  asio::ssl::stream<beast::tcp_stream> stream;
  beast::flat_buffer buffer;
  bool reusable = false;

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
  asio::awaitable<Result<Response>> exchange(Request const& request);
  asio::awaitable<Result<Response>> receive_stream(Request const& request,
                                                   std::function<bool(std::string_view)> const& on_bytes);
  asio::awaitable<error_code> send(Request const& request);
};

asio::awaitable<Result<>> Connection::Rep::connect() {
  asio::ip::tcp::resolver resolver(io);
  std::string const service = std::to_string(options.port);
  auto [unresolved, found] = co_await resolver.async_resolve(options.host, service, k_token);
  if (unresolved) co_return Error(Errc::transport, "no address for " + options.host + ": " + unresolved.message());
  within(options.connect_timeout);
  auto [unconnected, endpoint] = co_await stream.next_layer().async_connect(found, k_token);
  if (unconnected) co_return failure(unconnected, where);
  stream.next_layer().socket().set_option(asio::ip::tcp::no_delay(true));
  SSL_set_tlsext_host_name(stream.native_handle(), options.server_name.c_str());
  tls.forget_refusal();
  auto [unshaken] = co_await stream.async_handshake(asio::ssl::stream_base::client, k_token);
  if (!tls.refusal().empty())
    co_return Error(Errc::certificate_chain, where + " is not the hub that we pinned: " + tls.refusal());
  if (unshaken) co_return failure(unshaken, where);
  reusable = true;
  co_return ok();
}

asio::awaitable<error_code> Connection::Rep::send(Request const& request) {
  reusable = false;
  within(options.answer_timeout);
  auto message = native(request, options.server_name);
  auto [ec, written] = co_await http::async_write(stream, message, k_token);
  co_return ec;
}

asio::awaitable<Result<Response>> Connection::Rep::exchange(Request const& request) {
  error_code const unsent = co_await send(request);
  http::response_parser<http::string_body> parser;
  parser.body_limit(k_answer_bytes_max);
  parser.header_limit(k_header_bytes_max);
  within(options.answer_timeout);
  // Read even when the write failed: a hub that refuses answers early and closes, and its answer or alert says why.
  auto [ec, read] = co_await http::async_read(stream, buffer, parser, k_token);
  if (ec) co_return failure(unsent && ec.category() != asio::error::get_ssl_category() ? unsent : ec, where);
  auto message = parser.release();
  reusable = message.keep_alive() && !unsent;
  Response response = head_of(message);
  response.body = std::move(message.body());
  co_return response;
}

asio::awaitable<Result<Response>> Connection::Rep::receive_stream(
    Request const& request, std::function<bool(std::string_view)> const& on_bytes) {
  error_code const unsent = co_await send(request);
  if (unsent) co_return failure(unsent, where);
  http::response_parser<http::buffer_body> parser;
  parser.body_limit(boost::none);
  auto [headless, header_bytes] = co_await http::async_read_header(stream, buffer, parser, k_token);
  if (headless) co_return failure(headless, where);
  Response response = head_of(parser.get());
  std::string piece(k_stream_piece_bytes, '\0');
  while (!parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    within(options.answer_timeout);
    auto [ec, bytes] = co_await http::async_read_some(stream, buffer, parser, k_token);
    if (ec && ec != http::error::need_buffer) co_return failure(ec, where);
    std::string_view const got = std::string_view(piece).substr(0, piece.size() - parser.get().body().size);
    if (response.success() ? !on_bytes(got) : (response.body += got, false)) break;
  }
  co_return response;
}

Connection::Connection(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(Options const& options, TlsSetup& tls) {
  auto rep = std::make_unique<Rep>(options, tls);
  HUECRY_CHECK(rep->drive(rep->connect()));
  return std::unique_ptr<Connection>(new Connection(std::move(rep)));
}

Result<Response> Connection::exchange(Request const& request) { return rep_->drive(rep_->exchange(request)); }

bool Connection::reusable() const noexcept { return rep_->reusable; }

Result<Response> Connection::stream(Request const& request, std::function<bool(std::string_view)> const& on_bytes) {
  return rep_->drive(rep_->receive_stream(request, on_bytes));
}

}
