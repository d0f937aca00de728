#include "server/net/fetch.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <functional>
#include <optional>

namespace huecry::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Tls = boost::asio::ssl::stream<beast::tcp_stream>;

Error failed(char const* step, error_code const& why) {
  return Error(Errc::transport, std::string(step) + ": " + why.message());
}

/// Each step starts the next; the first that fails ends it. Lives in fetch(), which runs the loop until it is done or
/// its time is over.
class Exchange {
 public:
  Exchange(boost::asio::io_context& loop, Url url, FetchRequest const& request, std::size_t bytes_max)
      : resolver_(loop), stream_(loop, tls_), url_(std::move(url)) {
    parser_.body_limit(bytes_max);
    request_.method(request.get ? http::verb::get : http::verb::post);
    request_.target(url_.path);
    request_.version(11);
    request_.set(http::field::host, url_.authority);
    request_.set(http::field::connection, "close");
    if (!request.get) request_.set(http::field::content_type, request.content_type);
    request_.body() = request.body;
    request_.prepare_payload();
  }

  void start() {
    resolver_.async_resolve(url_.host, url_.port, [this](error_code const& why, auto const& found) {
      if (why) return end(failed("look-up", why));
      beast::get_lowest_layer(stream_).async_connect(found, [this](error_code const& refused, auto const&) {
        if (refused) return end(failed("connection", refused));
        url_.tls ? shake_hands() : send(beast::get_lowest_layer(stream_));
      });
    });
  }

  [[nodiscard]] std::optional<Result<Fetched>> const& result() const { return result_; }

 private:
  void shake_hands() {
    error_code why;
    tls_.set_default_verify_paths(why);
    stream_.set_verify_mode(boost::asio::ssl::verify_peer);
    stream_.set_verify_callback(boost::asio::ssl::host_name_verification(url_.host));
    if (why || SSL_ctrl(stream_.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                        url_.host.data()) != 1)
      return end(Error(Errc::transport, "TLS cannot be set up"));
    stream_.async_handshake(boost::asio::ssl::stream_base::client, [this](error_code const& refused) {
      if (refused) return end(failed("TLS handshake", refused));
      send(stream_);
    });
  }

  template <class Stream>
  void send(Stream& stream) {
    http::async_write(stream, request_, [this, &stream](error_code const& why, std::size_t) {
      if (why) return end(failed("request", why));
      http::async_read(stream, buffer_, parser_, [this](error_code const& cut, std::size_t) {
        if (cut == http::error::body_limit) return end(Error(Errc::body_too_large, "the answer is too large"));
        if (cut) return end(failed("answer", cut));
        auto& answer = parser_.get();
        std::string const type(answer[http::field::content_type]);
        end(Fetched{static_cast<int>(answer.result_int()), type.substr(0, type.find(';')), std::move(answer.body())});
      });
    });
  }

  void end(Result<Fetched> result) { result_ = std::move(result); }

  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
  boost::asio::ip::tcp::resolver resolver_;
  Tls stream_;
  Url url_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
  std::optional<Result<Fetched>> result_;
};

}

Result<Url> parse_url(std::string const& text) {
  Url url;
  std::string rest;
  for (bool const tls : {false, true}) {
    std::string const scheme = tls ? "https://" : "http://";
    if (!text.starts_with(scheme)) continue;
    url.tls = tls;
    rest = text.substr(scheme.size());
  }
  auto const slash = std::min(rest.find('/'), rest.size());
  std::string const authority = rest.substr(0, slash);
  url.authority = authority;
  url.path = slash == rest.size() ? "/" : rest.substr(slash);
  auto const bracket = authority.starts_with('[') ? std::min(authority.find(']'), authority.size()) : 0;
  auto const colon = authority.find(':', bracket);
  url.host = bracket == 0 ? authority.substr(0, colon) : authority.substr(1, bracket - 1);
  url.port = colon == std::string::npos ? (url.tls ? "443" : "80") : authority.substr(colon + 1);
  bool const number =
      !url.port.empty() && url.port.size() <= 5 && url.port.find_first_not_of("0123456789") == std::string::npos;
  bool const plain = text.find_first_of(" \t\r\n@?#") == std::string::npos;
  if (url.host.empty() || !number || !plain)
    return Error(Errc::config_invalid, "a URL is http://HOST[:PORT]/PATH or https; not " + text);
  return url;
}

Result<Fetched> fetch(FetchRequest const& request, std::size_t bytes_max, std::chrono::milliseconds time_max) {
  HUECRY_TRY(Url url, parse_url(request.url));
  boost::asio::io_context loop(1);
  Exchange exchange(loop, std::move(url), request, bytes_max);
  exchange.start();
  loop.run_for(time_max);
  if (!exchange.result())
    return Error(Errc::timeout, request.url + " did not answer within " + std::to_string(time_max.count()) + " ms");
  return *exchange.result();
}

}
