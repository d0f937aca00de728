#pragma once
// The bytes of one connection: TLS, or plain on the operator's listener. One type, so that there is one session.
//
// OpenSSL reads and writes the socket itself and we only wait for readiness, so an idle connection holds no buffer: not
// OpenSSL's (SSL_MODE_RELEASE_BUFFERS) and none of ours. (ssl::stream would keep 70 KiB; docs/performance.md.)

#include <openssl/types.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "server/net/asio_fwd.hpp"

namespace huecry::net {

/// How an operation ended.
enum class Io : std::uint8_t {
  done,
  ended,   // the peer said goodbye: close_notify, or the end of a plain stream
  cut,     // the peer left without a word, or we closed or cancelled
  failed,  // not TLS, or TLS broken: see failure()
};

/// One shard's thread. At most one operation at a time; close() may come in between and ends it.
class Stream {
 public:
  using Socket = asio::ip::tcp::socket;

  /// Plain when `ssl` is null. Takes `ssl`, which is not yet connected to anything.
  Stream(Socket socket, SSL* ssl);
  ~Stream();
  Stream(Stream const&) = delete;
  Stream& operator=(Stream const&) = delete;

  /// Done at once on a plain stream.
  [[nodiscard]] asio::awaitable<Io> handshake();
  /// Waits, without a buffer, until there seems to be something to read (or the end). May be wrong: read() then waits
  /// on.
  [[nodiscard]] asio::awaitable<Io> readable();
  /// Reads what there is, at least one byte; `size` says how many.
  [[nodiscard]] asio::awaitable<Io> read(std::span<char> into, std::size_t& size);
  /// Writes all of it.
  [[nodiscard]] asio::awaitable<Io> write(std::string_view text);
  /// Says goodbye; the peer's own is not waited for. Reading may go on.
  [[nodiscard]] asio::awaitable<Io> goodbye();

  /// Ends our side and reads and drops what the peer still sends, until it ends too or after `bytes_max`. Without it
  /// the system answers late bytes with a reset, and the peer may lose the answer or alert that it should see (RFC 9112
  /// §9.6).
  [[nodiscard]] asio::awaitable<void> linger(std::size_t bytes_max);

  /// Ends everything at once. What is under way ends with Io::cut.
  void close() noexcept;
  [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }
  /// True when bytes wait to be read. Reads nothing.
  [[nodiscard]] bool has_input() noexcept;
  /// True when the peer has closed its side or is gone, even if bytes before that are still unread.
  [[nodiscard]] bool peer_left() noexcept;

  /// For Io::failed: OpenSSL's reason code (SSL_R_…), 0 when there was none, and its words.
  [[nodiscard]] int failure() const noexcept { return failure_; }
  [[nodiscard]] std::string const& failure_text() const noexcept { return failure_text_; }
  [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const noexcept;
  };
  enum class Step : std::uint8_t { done, want_read, want_write, ended, cut, failed };
  enum class Verb : std::uint8_t { handshake, read, write, goodbye };

  asio::awaitable<Io> drive(Verb verb, std::span<char> bytes, std::size_t& size);
  asio::awaitable<bool> wait(Step direction);
  Step attempt(Verb verb, std::span<char> bytes, std::size_t& size);
  Step attempt_plain(Verb verb, std::span<char> bytes, std::size_t& size);
  Step attempt_tls(Verb verb, std::span<char> bytes, std::size_t& size);
  Step explain(int result);

  Socket socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  int at_once_ = 0;  // operations in a row that did not have to wait
  int failure_ = 0;
  std::string failure_text_;
};

}
