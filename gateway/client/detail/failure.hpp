#pragma once
// Why a connection failed, in words that say what to look at. Pure.

#include <boost/system/error_code.hpp>
#include <string>

#include "protocol/base/result.hpp"

namespace huecry::client::detail {

/// `where` is host:port. Errc::peer_unauthenticated for an alert about our certificate, config_invalid for a name that
/// does not exist, timeout, else transport.
[[nodiscard]] Error failure(boost::system::error_code const& code, std::string const& where);

/// True for a TLS error: an alert of the peer, or bytes that are no TLS. It says more than what follows it on the
/// socket.
[[nodiscard]] bool is_tls(boost::system::error_code const& code);

}
