#include "gateway/client/detail/failure.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <string_view>

namespace huecry::client::detail {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

struct Alert {
  int reason;
  std::string_view words;
};

// What an alert of the hub says about us (server/net makes them), and the engineer's next step.
constexpr Alert k_alerts[] = {
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, "the hub says that our certificate is revoked: renew it"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
     "the hub says that our certificate is past its date, or that it has no fresh revocation list of our country: "
     "renew "
     "what is old; the lists of a new CA must reach the hub before its parties do"},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA,
     "the hub cannot lead our certificate to our country's root: is our country in its trust list, and is the issuing "
     "CA in "
     "our certificate file?"},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,
     "the hub does not know our party: is our certificate's subject in the trust list?"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "the hub does not know our certificate: is it in the trust list?"},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE,
     "the hub refuses our certificate's form: is it a gateway TLS certificate?"},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED,
     "the hub wants a certificate and got none: is the profile's chain file right?"},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, "the hub refuses us: are we suspended? Ask the general secretariat"},
};

// Errors of the socket that mean the same to a person: the peer went away.
bool is_closed(error_code const& code) {
  return code == beast::http::error::end_of_stream || code == beast::http::error::partial_message ||
         code == asio::ssl::error::stream_truncated || code == asio::error::connection_reset ||
         code == asio::error::broken_pipe || code == asio::error::eof;
}

Error tls_failure(error_code const& code, std::string const& where) {
  int const reason = ERR_GET_REASON(static_cast<unsigned long>(code.value()));
  for (Alert const& alert : k_alerts) {
    if (alert.reason == reason) return Error(Errc::peer_unauthenticated, where + ": " + std::string(alert.words));
  }
  if (reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || reason == SSL_R_UNSUPPORTED_PROTOCOL) {
    return Error(Errc::transport, where + ": the peer does not speak TLS 1.3; is it the hub?");
  }
  if (reason == SSL_R_WRONG_VERSION_NUMBER) {
    return Error(Errc::transport, where + ": the peer does not speak TLS; is it the hub's port?");
  }
  return Error(Errc::transport, where + ": TLS: " + code.message());
}

}

bool is_tls(error_code const& code) { return code.category() == asio::error::get_ssl_category(); }

Error failure(error_code const& code, std::string const& where) {
  if (code == beast::error::timeout) return Error(Errc::timeout, where + " gave no answer in time");
  if (is_tls(code)) return tls_failure(code, where);
  if (code == asio::error::host_not_found || code == asio::error::no_data) {
    return Error(Errc::config_invalid, where + ": there is no such host; check the hub's name in the profile");
  }
  if (code == asio::error::connection_refused) {
    return Error(Errc::transport, where + ": connection refused; is the hub up, and is the port right?");
  }
  if (is_closed(code)) return Error(Errc::transport, where + " closed the connection");
  return Error(Errc::transport, where + ": " + code.message());
}

}
