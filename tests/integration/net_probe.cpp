#include "tests/integration/net_probe.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "server/net/socket_bio.hpp"

namespace huecry::test {
namespace {

using namespace std::chrono_literals;

int connect_to(std::uint16_t port) {
  int const descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(descriptor, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0);
  return descriptor;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}

Probe::Probe(std::uint16_t port) : descriptor_(connect_to(port)) {}

Probe::~Probe() {
  ssl_.reset();
  ::close(descriptor_);
}

bool Probe::shake_hands(Credential const& credential) {
  Choice choice;
  choice.credential = &credential;
  return shake_hands(choice);
}

bool Probe::shake_hands(Choice const& choice) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_max_proto_version(context_.get(), choice.version_max);
  if (choice.credential != nullptr) {
    REQUIRE(SSL_CTX_use_certificate(context_.get(), choice.credential->leaf().native()) == 1);
    REQUIRE(SSL_CTX_add1_chain_cert(context_.get(), choice.credential->chain.at(1).native()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey(context_.get(), choice.credential->key.native()) == 1);
  }
  ssl_.reset(SSL_new(context_.get()));
  if (choice.session != nullptr) SSL_set_session(ssl_.get(), choice.session);
  auto const* alpn = reinterpret_cast<unsigned char const*>(choice.alpn.data());
  if (!choice.alpn.empty()) SSL_set_alpn_protos(ssl_.get(), alpn, static_cast<unsigned>(choice.alpn.size()));
  BIO* bio = net::new_socket_bio(descriptor_);
  SSL_set_bio(ssl_.get(), bio, bio);
  wait_at_most(5s);
  ERR_clear_error();
  bool const done = SSL_connect(ssl_.get()) == 1;
  if (!done) note_failure();
  return done;
}

void Probe::note_failure() {
  unsigned long const code = ERR_peek_error();
  if (char const* reason = code == 0 ? nullptr : ERR_reason_error_string(code)) failure_ = reason;
  ERR_clear_error();
}

void Probe::wait_at_most(std::chrono::milliseconds limit) {
  timeval const time{limit / 1s, (limit % 1s) / 1us};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

bool Probe::send(std::string_view text) {
  wait_at_most(5s);
  if (!ssl_) return ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  ERR_clear_error();
  bool const sent = SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) > 0;
  if (!sent) note_failure();
  return sent;
}

std::string Probe::read(std::chrono::milliseconds limit) {
  wait_at_most(limit);
  if (buffer_.empty()) more();
  return std::exchange(buffer_, {});
}

bool Probe::more() {
  std::array<char, 16384> piece;
  ERR_clear_error();
  auto const size = ssl_ ? SSL_read(ssl_.get(), piece.data(), piece.size())
                         : static_cast<int>(::recv(descriptor_, piece.data(), piece.size(), 0));
  if (size > 0) buffer_.append(piece.data(), static_cast<std::size_t>(size));
  bool const waits = ssl_ ? SSL_get_error(ssl_.get(), size) == SSL_ERROR_WANT_READ : size < 0 && errno == EAGAIN;
  if (size <= 0 && !waits) ended_ = true;
  if (size <= 0 && ssl_) note_failure();
  return size > 0;
}

bool Probe::is_closed(std::chrono::milliseconds limit) {
  auto const end = std::chrono::steady_clock::now() + limit;
  while (!ended_ && std::chrono::steady_clock::now() < end) {
    wait_at_most(50ms);
    more();
  }
  return ended_;
}

void Probe::half_close() { ::shutdown(descriptor_, SHUT_WR); }

std::string Probe::take(std::size_t size) {
  while (buffer_.size() < size && more()) continue;
  std::string const taken = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return taken;
}

std::string Probe::take_line() {
  while (buffer_.find("\r\n") == buffer_.npos && more()) continue;
  std::size_t const end = buffer_.find("\r\n");
  std::string const line = buffer_.substr(0, end);
  buffer_.erase(0, end == buffer_.npos ? end : end + 2);
  return line;
}

std::string Probe::take_chunks() {
  std::string body;
  for (;;) {
    std::string const line = take_line();
    std::size_t const size = line.empty() ? 0 : std::stoul(line, nullptr, 16);
    body += take(size);
    take_line();
    if (size == 0) return body;
  }
}

Reply Probe::reply(bool without_body) {
  wait_at_most(5s);
  Reply reply;
  std::string const status = take_line();
  if (status.size() < 12) return reply;
  reply.status = std::stoi(status.substr(9, 3));
  for (std::string line = take_line(); !line.empty(); line = take_line()) {
    std::size_t const colon = line.find(": ");
    reply.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
  if (without_body) return reply;
  if (reply.headers.contains("content-length")) reply.body = take(std::stoul(reply.headers["content-length"]));
  if (reply.headers.contains("transfer-encoding")) reply.body = take_chunks();
  return reply;
}

Reply Probe::ask(std::string_view request) {
  send(request);
  return reply();
}

std::string get(std::string const& target, std::string const& fields) {
  return "GET " + target + " HTTP/1.1\r\nHost: hub.example\r\n" + fields + "\r\n";
}

std::string post(std::string const& target, std::string const& body, std::string const& fields) {
  return "POST " + target + " HTTP/1.1\r\nHost: hub.example\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + fields + "\r\n" + body;
}

}
