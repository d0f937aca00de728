#include "server/net/stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "protocol/crypto/openssl.hpp"
#include "server/net/socket_bio.hpp"

namespace huecry::net {
namespace {

// A peer whose bytes are always there already must not keep the shard to itself.
constexpr int k_at_once_max = 32;

}

void Stream::FreeSsl::operator()(SSL* ssl) const noexcept { SSL_free(ssl); }

Stream::Stream(Socket socket, SSL* ssl) : socket_(std::move(socket)), ssl_(ssl) {
  boost::system::error_code ignored;  // a socket that cannot be set up fails at its first use
  socket_.native_non_blocking(true, ignored);
  if (!ssl_) return;
  BIO* bio = new_socket_bio(socket_.native_handle());
  SSL_set_bio(ssl_.get(), bio, bio);
}

Stream::~Stream() = default;

asio::awaitable<Io> Stream::handshake() {
  std::size_t size = 0;
  std::span<char> const none;
  Io const io = co_await drive(Verb::handshake, none, size);
  co_return io;
}

asio::awaitable<Io> Stream::readable() {
  if (has_input()) co_return Io::done;
  if (!is_open()) co_return Io::cut;
  bool const ready = co_await wait(Step::want_read);
  co_return ready ? Io::done : Io::cut;
}

asio::awaitable<Io> Stream::read(std::span<char> into, std::size_t& size) { return drive(Verb::read, into, size); }

asio::awaitable<Io> Stream::write(std::string_view text) {
  while (!text.empty()) {
    std::size_t size = 0;
    // OpenSSL and send() only read from it; one type of span serves both directions.
    std::span<char> const bytes(const_cast<char*>(text.data()), text.size());
    Io const io = co_await drive(Verb::write, bytes, size);
    if (io != Io::done) co_return io;
    text.remove_prefix(size);
  }
  co_return Io::done;
}

asio::awaitable<Io> Stream::goodbye() {
  std::size_t size = 0;
  std::span<char> const none;
  Io const io = co_await drive(Verb::goodbye, none, size);
  co_return io;
}

asio::awaitable<void> Stream::linger(std::size_t bytes_max) {
  boost::system::error_code ignored;  // the peer may be gone already
  if (is_open()) socket_.shutdown(Socket::shutdown_send, ignored);
  std::size_t size = 0;
  for (std::size_t total = 0; total < bytes_max && is_open(); total += size) {
    std::array<char, 4096> sink;
    Step const step = attempt_plain(Verb::read, sink, size);
    if (step == Step::done) continue;
    size = 0;
    if (step != Step::want_read) co_return;
    bool const ready = co_await wait(step);
    if (!ready) co_return;
  }
}

asio::awaitable<Io> Stream::drive(Verb verb, std::span<char> bytes, std::size_t& size) {
  for (;;) {
    if (!is_open()) co_return Io::cut;
    Step const step = attempt(verb, bytes, size);
    switch (step) {
      case Step::done: break;
      case Step::ended: co_return Io::ended;
      case Step::cut: co_return Io::cut;
      case Step::failed: co_return Io::failed;
      case Step::want_read:
      case Step::want_write: {
        bool const ready = co_await wait(step);
        if (!ready) co_return Io::cut;
        continue;
      }
    }
    if (++at_once_ > k_at_once_max) {
      at_once_ = 0;
      co_await asio::post(asio::use_awaitable);
    }
    co_return Io::done;
  }
}

asio::awaitable<bool> Stream::wait(Step direction) {
  at_once_ = 0;
  auto const what = direction == Step::want_read ? Socket::wait_read : Socket::wait_write;
  auto [error] = co_await socket_.async_wait(what, asio::as_tuple(asio::use_awaitable));
  co_return !error && is_open();
}

Stream::Step Stream::attempt(Verb verb, std::span<char> bytes, std::size_t& size) {
  return ssl_ ? attempt_tls(verb, bytes, size) : attempt_plain(verb, bytes, size);
}

Stream::Step Stream::attempt_tls(Verb verb, std::span<char> bytes, std::size_t& size) {
  ERR_clear_error();
  switch (verb) {
    case Verb::handshake: return explain(SSL_accept(ssl_.get()));
    case Verb::read: return explain(SSL_read_ex(ssl_.get(), bytes.data(), bytes.size(), &size));
    case Verb::write: return explain(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &size));
    case Verb::goodbye: {
      int const result = SSL_shutdown(ssl_.get());
      return result >= 0 ? Step::done : explain(result);  // 0: ours is sent, the peer's has not come
    }
  }
  return Step::failed;
}

Stream::Step Stream::explain(int result) {
  if (result == 1) return Step::done;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return Step::want_read;
    case SSL_ERROR_WANT_WRITE: return Step::want_write;
    case SSL_ERROR_ZERO_RETURN: return Step::ended;
    case SSL_ERROR_SYSCALL: return Step::cut;
    default: break;
  }
  failure_ = ERR_GET_REASON(ERR_peek_error());
  failure_text_ = crypto::drain_errors();
  return failure_ == SSL_R_UNEXPECTED_EOF_WHILE_READING ? Step::cut : Step::failed;
}

Stream::Step Stream::attempt_plain(Verb verb, std::span<char> bytes, std::size_t& size) {
  if (verb == Verb::handshake || verb == Verb::goodbye) return Step::done;
  bool const reading = verb == Verb::read;
  auto const count = reading ? ::recv(socket_.native_handle(), bytes.data(), bytes.size(), 0)
                             : ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (count == 0 && reading) return Step::ended;
  if (count >= 0) {
    size = static_cast<std::size_t>(count);
    return Step::done;
  }
  if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return Step::cut;
  return reading ? Step::want_read : Step::want_write;
}

void Stream::close() noexcept {
  boost::system::error_code ignored;  // closing is the remedy, whatever it says
  socket_.close(ignored);
}

bool Stream::has_input() noexcept {
  if (!is_open()) return false;
  if (ssl_ && SSL_has_pending(ssl_.get()) != 0) return true;
  pollfd state{socket_.native_handle(), POLLIN, 0};
  return ::poll(&state, 1, 0) == 1;
}

bool Stream::peer_left() noexcept {
  if (!is_open()) return true;
  pollfd state{socket_.native_handle(), POLLRDHUP, 0};
  return ::poll(&state, 1, 0) == 1;
}

}
