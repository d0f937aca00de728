#include "tests/bench/load/connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

constexpr std::size_t k_piece_bytes = 16 << 10;  // one TLS record

int connected_socket(std::uint16_t port) {
  int const descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  require(descriptor >= 0, "no more sockets: raise ulimit -n");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  require(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
          "nobody listens on port " + std::to_string(port));
  int const yes = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return descriptor;
}

std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  auto const at = head.find(name);
  std::size_t length = 0;
  if (at == std::string_view::npos) return length;
  std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
  return length;
}

}

Connection::Connection(TlsClient const& tls, std::uint16_t port)
    : ssl_(tls.new_ssl()), descriptor_(connected_socket(port)) {
  int const yes = 1;
  ::ioctl(descriptor_, FIONBIO, &yes);
  SSL_set_fd(ssl_.get(), descriptor_);
  SSL_set_connect_state(ssl_.get());
}

Connection::~Connection() { ::close(descriptor_); }

void Connection::ask(std::string_view request) {
  require(state_ == State::idle, "a connection was asked twice at once");
  out_.assign(request);
  sent_ = 0;
  in_.clear();
  head_bytes_ = body_bytes_ = 0;
  state_ = State::asking;
  flush();
}

void Connection::stream(std::string_view request, std::function<void(std::string_view)> on_bytes) {
  ask(request);
  on_bytes_ = std::move(on_bytes);
  state_ = State::streaming;
}

bool Connection::pump() {
  if (state_ == State::shaking) return shake();
  if (sent_ < out_.size()) flush();
  return (state_ == State::asking || state_ == State::streaming) && receive();
}

bool Connection::went_on(int outcome) {
  if (outcome > 0) return true;
  int const why = SSL_get_error(ssl_.get(), outcome);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return false;
  ERR_clear_error();
  state_ = State::closed;
  return false;
}

bool Connection::shake() {
  ERR_clear_error();
  if (!went_on(SSL_do_handshake(ssl_.get()))) return state_ == State::closed;
  state_ = State::idle;
  return true;
}

void Connection::flush() {
  while (sent_ < out_.size()) {
    int const written = SSL_write(ssl_.get(), out_.data() + sent_, static_cast<int>(out_.size() - sent_));
    if (!went_on(written)) return;
    sent_ += static_cast<std::size_t>(written);
  }
}

bool Connection::receive() {
  std::array<char, k_piece_bytes> piece;
  for (;;) {
    int const read = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
    if (!went_on(read)) return state_ == State::closed;
    std::string_view const bytes(piece.data(), static_cast<std::size_t>(read));
    if (state_ == State::streaming) {
      on_bytes_(bytes);
      continue;
    }
    in_ += bytes;
    if (!read_head() || in_.size() < head_bytes_ + body_bytes_) continue;
    state_ = State::idle;
    return true;
  }
}

bool Connection::read_head() {
  if (head_bytes_ > 0) return true;
  auto const end = in_.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  head_bytes_ = end + 4;
  std::string_view const head = std::string_view(in_).substr(0, end);
  body_bytes_ = content_length(head);
  std::from_chars(head.data() + 9, head.data() + 12, status_);
  in_.reserve(head_bytes_ + body_bytes_);
  return true;
}

std::size_t count_of(std::string_view mark, std::string_view body) {
  std::size_t count = 0;
  for (auto at = body.find(mark); at != std::string_view::npos; at = body.find(mark, at + mark.size())) ++count;
  return count;
}

std::string get_request(std::string_view target, std::string_view fields) {
  std::string out = "GET ";
  out.append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(fields).append("\r\n");
  return out;
}

std::string post_request(std::string_view target, std::string_view type, std::string_view body, int urgency) {
  std::string out = "POST ";
  out.reserve(body.size() + 200);
  out.append(target).append(" HTTP/1.1\r\nHost: localhost\r\nContent-Type: ").append(type);
  out.append("\r\nPriority: u=").append(std::to_string(urgency));
  out.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  return out.append(body);
}

}
