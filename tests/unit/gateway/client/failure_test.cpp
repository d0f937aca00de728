#include "gateway/client/detail/failure.hpp"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <string>

namespace huecry::client::detail {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

error_code tls(int reason) {
  return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), asio::error::get_ssl_category()};
}

TEST_SUITE("gateway/client failures") {
  TEST_CASE("each failure has a code that a script can use and words that say what to look at") {
    struct Row {
      std::string name;
      error_code code;
      Errc expected;
      std::string words;
    };
    Row const rows[] = {
        {"name", asio::error::host_not_found, Errc::config_invalid, "no such host"},
        {"name server", asio::error::host_not_found_try_again, Errc::transport, "hub:1"},
        {"refused", asio::error::connection_refused, Errc::transport, "is the hub up"},
        {"time", boost::beast::error::timeout, Errc::timeout, "in time"},
        {"reset", asio::error::connection_reset, Errc::transport, "closed the connection"},
        {"truncated", asio::ssl::error::stream_truncated, Errc::transport, "closed the connection"},
        {"other", asio::error::network_unreachable, Errc::transport, "hub:1"},
        {"revoked", tls(SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED), Errc::peer_unauthenticated, "revoked"},
        {"expired", tls(SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED), Errc::peer_unauthenticated, "past its date"},
        {"no list", tls(SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED), Errc::peer_unauthenticated, "no fresh revocation list"},
        {"unknown root", tls(SSL_R_TLSV1_ALERT_UNKNOWN_CA), Errc::peer_unauthenticated, "root"},
        {"unknown party", tls(SSL_R_SSLV3_ALERT_BAD_CERTIFICATE), Errc::peer_unauthenticated, "party"},
        {"none", tls(SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED), Errc::peer_unauthenticated, "got none"},
        {"suspended", tls(SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE), Errc::peer_unauthenticated, "suspended"},
        {"old TLS", tls(SSL_R_TLSV1_ALERT_PROTOCOL_VERSION), Errc::transport, "TLS 1.3"},
        {"no TLS", tls(SSL_R_WRONG_VERSION_NUMBER), Errc::transport, "does not speak TLS"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Error const error = failure(row.code, "hub:1");
      CHECK(error.code == row.expected);
      CHECK(error.detail.find(row.words) != error.detail.npos);
    }
  }
}

}
}
