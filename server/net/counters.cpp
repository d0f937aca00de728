#include "server/net/counters.hpp"

namespace huecry::net {

std::string_view to_text(HandshakeFailure failure) noexcept {
  switch (failure) {
    case HandshakeFailure::timeout: return "timeout";
    case HandshakeFailure::left: return "left";
    case HandshakeFailure::protocol: return "protocol";
    case HandshakeFailure::no_certificate: return "no-certificate";
    case HandshakeFailure::unknown: return "unknown";
    case HandshakeFailure::suspended: return "suspended";
    case HandshakeFailure::revoked: return "revoked";
    case HandshakeFailure::expired: return "expired";
    case HandshakeFailure::certificate: return "certificate";
    case HandshakeFailure::other: return "other";
  }
  return "other";
}

std::string_view to_text(Cut cut) noexcept {
  switch (cut) {
    case Cut::none: return "none";
    case Cut::timeout: return "timeout";
    case Cut::swept: return "swept";
    case Cut::expired: return "expired";
    case Cut::stop: return "stop";
    case Cut::gone: return "gone";
  }
  return "none";
}

}
