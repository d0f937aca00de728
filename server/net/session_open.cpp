// The beginning of a session: TLS, who it is, and whether there is room.
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include "server/net/session.hpp"

namespace huecry::net {
namespace {

HandshakeFailure of_verdict(Error const& error) {
  switch (error.code) {
    case Errc::peer_unauthenticated: return HandshakeFailure::unknown;
    case Errc::peer_suspended: return HandshakeFailure::suspended;
    case Errc::signer_revoked: return HandshakeFailure::revoked;
    case Errc::crl_stale: return HandshakeFailure::expired;
    default: return HandshakeFailure::certificate;
  }
}

}

asio::awaitable<bool> Session::open() {
  if (tls_ && stream_.ssl() == nullptr) co_return false;  // short of memory; without this it would be a plain stream
  connection_.begin(Phase::handshake, common_.timeouts.handshake);
  Io const io = co_await stream_.handshake();
  handshaking_.release();
  connection_.begin(Phase::closing, common_.timeouts.shutdown);
  if (io == Io::done && admit()) co_return true;
  handshake_failed(io);
  if (io != Io::cut) co_await stream_.linger(common_.caps.linger_bytes);  // so that the peer reads our alert
  co_return false;
}

bool Session::admit() {
  if (!tls_) return true;
  // Trust may have changed since the callback ran: from here on a sweep sees this connection, before it did not.
  if (verdict_.generation != common_.parts.admission.generation()) {
    verdict_.generation = common_.parts.admission.generation();
    crypto::X509Ptr const leaf(SSL_get1_peer_certificate(stream_.ssl()));
    verdict_.identity = common_.parts.admission.authenticate(leaf.get(), SSL_get_peer_cert_chain(stream_.ssl()),
                                                             to_seconds(common_.parts.clock.now()));
  }
  if (!verdict_.identity) return false;
  peer_.identity = *verdict_.identity;
  peer_.secure = true;
  connection_.identity = peer_.identity;
  connection_.known = true;
  common_.parts.counters.handshakes.add();
  refusal_ = over_a_cap();
  return true;
}

std::optional<Errc> Session::over_a_cap() {
  place_ = common_.loads.connection(peer_.identity, common_.caps.connections_per_member);
  if (!place_) return Errc::connections_exhausted;
  if (common_.parts.counters.connections.value() > common_.caps.connections_soft) return Errc::busy;
  return std::nullopt;
}

HandshakeFailure Session::failure_of(Io io) const {
  if (connection_.cause == Cut::timeout) return HandshakeFailure::timeout;
  if (verdict_.asked && !verdict_.identity) return of_verdict(verdict_.identity.error());
  if (io != Io::failed) return HandshakeFailure::left;
  if (stream_.failure() == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) return HandshakeFailure::no_certificate;
  return HandshakeFailure::protocol;
}

void Session::handshake_failed(Io io) {
  HandshakeFailure const why = failure_of(io);
  common_.parts.counters.failure(why).add();
  if (!connections_.may_log()) return;
  bool const judged = verdict_.asked && !verdict_.identity;
  std::string_view const detail = judged ? std::string_view(verdict_.identity.error().detail) : stream_.failure_text();
  common_.parts.log.write(LogLevel::info, "tls.refused",
                          {{"remote", std::string_view(peer_.remote)}, {"reason", to_text(why)}, {"detail", detail}});
}

}
