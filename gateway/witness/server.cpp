#include "gateway/witness/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <memory>
#include <optional>

#include "protocol/base/limits.hpp"

namespace huecry::witness {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr auto k_request_time_max = std::chrono::seconds(10);
constexpr auto k_look_every = std::chrono::milliseconds(100);
constexpr std::string_view k_add = "/add-checkpoint", k_checkpoint = "/checkpoint";

follow::WitnessAnswer answer_to(follow::Witness& witness, http::request<http::string_body> const& request) {
  std::string_view const path(request.target().data(), request.target().size());
  bool const add = path == k_add, get = path.ends_with(k_checkpoint);
  if (!add && !get) return {404, "text/plain; charset=utf-8", "there is no such resource\n"};
  if (request.method() != (add ? http::verb::post : http::verb::get))
    return {405, "text/plain; charset=utf-8", "not with this method\n"};
  if (add) return witness.add(request.body());
  auto note =
      witness.latest(std::string(path.substr(1, path.size() - 1 - std::min(path.size() - 1, k_checkpoint.size()))));
  if (!note) return {404, "text/plain; charset=utf-8", "no such log\n"};
  return {200, "text/plain; charset=utf-8", *std::move(note)};
}

/// One of the open connections, as long as it lives; they may outlive the acceptor.
class Place {
 public:
  explicit Place(std::shared_ptr<std::size_t> open) : open_(std::move(open)) { *open_ += 1; }
  ~Place() { *open_ -= 1; }
  Place(Place const&) = delete;
  Place& operator=(Place const&) = delete;

 private:
  std::shared_ptr<std::size_t> open_;
};

/// One connection, request by request. Keeps itself alive while something is pending.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, follow::Witness& witness, ServerOptions const& options,
             std::shared_ptr<std::size_t> open)
      : stream_(std::move(socket)), witness_(witness), options_(options), place_(std::move(open)) {}

  void read() {
    parser_.emplace();
    parser_->body_limit(limits::receipt_bytes_max);
    parser_->header_limit(static_cast<std::uint32_t>(limits::header_bytes_max));
    stream_.expires_after(k_request_time_max);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code const& why, std::size_t) {
      if (why == http::error::body_limit) return self->write({400, "text/plain; charset=utf-8", "too large\n"}, false);
      if (!why) self->write(answer_to(self->witness_, self->parser_->get()), self->parser_->get().keep_alive());
    });
  }

 private:
  void write(follow::WitnessAnswer answer, bool keep_alive) {
    auto const& request = parser_->get();
    if (options_.on_answered) options_.on_answered(std::string(request.target()), answer);
    response_ = {};
    response_.result(static_cast<unsigned>(answer.status));
    response_.version(11);
    response_.set(http::field::content_type, answer.content_type);
    response_.keep_alive(keep_alive);
    response_.body() = std::move(answer.body);
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this(), keep_alive](error_code const& why, std::size_t) {
      if (!why && keep_alive) return self->read();
      error_code ignored;
      self->stream_.socket().shutdown(Tcp::socket::shutdown_both, ignored);
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
  follow::Witness& witness_;
  ServerOptions const& options_;
  Place place_;
};

class Acceptor {
 public:
  Acceptor(asio::io_context& loop, follow::Witness& witness, ServerOptions const& options)
      : acceptor_(loop), timer_(loop), witness_(witness), options_(options) {}

  Result<std::uint16_t> listen() {
    error_code why;
    auto const address = asio::ip::make_address(options_.address, why);
    if (why) return Error(Errc::io, options_.address + " is no address");
    Tcp::endpoint const place(address, options_.port);
    acceptor_.open(place.protocol(), why);
    if (!why) acceptor_.set_option(Tcp::acceptor::reuse_address(true), why);
    if (!why) acceptor_.bind(place, why);
    if (!why) acceptor_.listen(asio::socket_base::max_listen_connections, why);
    if (why) return Error(Errc::io, "cannot listen on " + options_.address + ": " + why.message());
    return acceptor_.local_endpoint().port();
  }

  void accept() {
    acceptor_.async_accept([this](error_code const& why, Tcp::socket socket) {
      if (why == asio::error::operation_aborted) return;
      // One too many is closed at once; a log asks again.
      if (!why && *open_ < limits::witness_connections_max)
        std::make_shared<Connection>(std::move(socket), witness_, options_, open_)->read();
      if (!why) return accept();
      timer_.expires_after(k_look_every);  // no file descriptors left: not as fast as it can
      timer_.async_wait([this](error_code const& stopped) {
        if (!stopped) accept();
      });
    });
  }

 private:
  Tcp::acceptor acceptor_;
  asio::steady_timer timer_;
  follow::Witness& witness_;
  ServerOptions const& options_;
  std::shared_ptr<std::size_t> open_ = std::make_shared<std::size_t>(0);
};

}

Result<> serve(follow::Witness& witness, ServerOptions const& options, std::atomic<bool> const& stop) {
  asio::io_context loop(1);
  Acceptor acceptor(loop, witness, options);
  HUECRY_TRY(std::uint16_t const port, acceptor.listen());
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&loop](error_code const&, int) { loop.stop(); });
  acceptor.accept();
  if (options.on_ready) options.on_ready(port);
  while (!stop && !loop.stopped()) loop.run_for(k_look_every);
  return ok();
}

}
