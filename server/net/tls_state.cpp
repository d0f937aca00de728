#include "server/net/tls_state.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <ctime>
#include <string>

#include "certs/identity/profile.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::net {
namespace {

constexpr char const* k_suites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr char const* k_groups = "X25519:P-256:P-384";
constexpr char const* k_signatures = "ECDSA+SHA256:ECDSA+SHA384:rsa_pss_rsae_sha256:ed25519";
constexpr std::string_view k_session_context = "huecry";
constexpr int k_chain_depth_max = 3;
constexpr std::string_view k_alpn = "\x08http/1.1";

int verdict_index() {
  static int const index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// No ALPN at all is accepted; other protocols are refused with the alert that says so (RFC 7301 §3.2).
int choose_alpn(SSL*, unsigned char const** out, unsigned char* out_size, unsigned char const* in, unsigned in_size,
                void*) {
  unsigned char* chosen = nullptr;
  auto const* ours = reinterpret_cast<unsigned char const*>(k_alpn.data());
  int const found = SSL_select_next_proto(&chosen, out_size, ours, k_alpn.size(), in, in_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// OpenSSL makes the alert from this code (ssl_x509err2alert); the peer's operator reads it, so it should say what is
// wrong.
int alert_cause(Error const& error, X509 const* leaf, UnixSeconds now) {
  std::time_t moment = now.time_since_epoch().count();
  if (X509_cmp_time(X509_get0_notAfter(leaf), &moment) < 0) return X509_V_ERR_CERT_HAS_EXPIRED;  // certificate_expired
  switch (error.code) {
    case Errc::signer_revoked: return X509_V_ERR_CERT_REVOKED;                          // certificate_revoked
    case Errc::crl_stale: return X509_V_ERR_CRL_HAS_EXPIRED;                            // certificate_expired
    case Errc::certificate_profile: return X509_V_ERR_INVALID_PURPOSE;                  // unsupported_certificate
    case Errc::certificate_chain: return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;  // unknown_ca
    case Errc::peer_suspended: return X509_V_ERR_APPLICATION_VERIFICATION;              // handshake_failure
    default: return X509_V_ERR_CERT_REJECTED;                                           // bad_certificate
  }
}

bool configure(SSL_CTX* context) {
  auto const* session = reinterpret_cast<unsigned char const*>(k_session_context.data());
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);  // one read of the socket for a record instead of two
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(context, limits::tls_chain_bytes_max);
  SSL_CTX_set_verify_depth(context, k_chain_depth_max);
  SSL_CTX_set_security_level(context, 2);
  SSL_CTX_set_alpn_select_cb(context, choose_alpn, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_ciphersuites(context, k_suites) == 1 && SSL_CTX_set1_groups_list(context, k_groups) == 1 &&
         SSL_CTX_set1_sigalgs_list(context, k_signatures) == 1 &&
         SSL_CTX_set1_client_sigalgs_list(context, k_signatures) == 1 &&
         // A resumed session would run no verify callback: a revoked certificate would pass. OP_NO_TICKET alone still
         // issues stateful tickets; the number of tickets is the switch (CVE-2024-2511).
         SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_max_early_data(context, 0) == 1 &&
         SSL_CTX_set_session_id_context(context, session, k_session_context.size()) == 1;
}

bool use_identity(SSL_CTX* context, TlsIdentity const& identity) {
  if (SSL_CTX_use_certificate(context, identity.chain.front().native()) != 1) return false;
  for (std::size_t i = 1; i < identity.chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, identity.chain[i].native()) != 1) return false;
  }
  return SSL_CTX_use_PrivateKey(context, identity.key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

Result<> check_links(std::vector<certs::Certificate> const& chain) {
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    EVP_PKEY* issuer = X509_get0_pubkey(chain[i + 1].native());
    if (issuer != nullptr && X509_verify(chain[i].native(), issuer) == 1) continue;
    crypto::drain_errors();
    return Error(Errc::certificate_chain, "certificate " + std::to_string(i) + " is not signed by the one after it");
  }
  return ok();
}

Result<> check_identity(TlsIdentity const& identity, UnixSeconds now) {
  if (identity.chain.empty() || !identity.key) return Error(Errc::key_unusable, "certificate or key is missing");
  certs::Certificate const& leaf = identity.chain.front();
  HUECRY_CHECK(certs::check_profile(leaf, certs::Profile::hub_tls));
  if (now < leaf.not_before() || now >= leaf.not_after()) {
    return Error(Errc::certificate_chain, "the hub's certificate is not in force");
  }
  return check_links(identity.chain);
}

}

TlsState::TlsState(SSL_CTX* context, Admission const& admission, Clock const& clock)
    : context_(context), admission_(admission), clock_(clock) {}

TlsState::~TlsState() { SSL_CTX_free(context_); }

Result<std::shared_ptr<TlsState const>> TlsState::make(TlsIdentity identity, Admission const& admission,
                                                       Clock const& clock) {
  if (auto fit = check_identity(identity, to_seconds(clock.now())); !fit) {
    return std::move(fit).error().with_context("hub's TLS certificate");
  }
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  if (context == nullptr) return Error(Errc::internal, "no TLS context: " + crypto::drain_errors());
  std::shared_ptr<TlsState> state(new TlsState(context, admission, clock));
  if (!configure(context)) return Error(Errc::internal, "TLS settings: " + crypto::drain_errors());
  if (!use_identity(context, identity)) {
    return Error(Errc::key_unusable, "certificate and key do not fit: " + crypto::drain_errors());
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, &TlsState::verify, state.get());
  state->not_after_ = identity.chain.front().not_after();
  state->certificate_ = identity.chain.front().thumbprint();
  return std::shared_ptr<TlsState const>(std::move(state));
}

SSL* TlsState::new_ssl(Verdict& verdict) const {
  SSL* ssl = SSL_new(context_);
  if (ssl == nullptr) return nullptr;
  SSL_set_ex_data(ssl, verdict_index(), &verdict);
  SSL_set_accept_state(ssl);
  return ssl;
}

int TlsState::verify(X509_STORE_CTX* store, void* self) {
  auto const& state = *static_cast<TlsState const*>(self);
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& verdict = *static_cast<Verdict*>(SSL_get_ex_data(ssl, verdict_index()));
  X509* leaf = X509_STORE_CTX_get0_cert(store);
  UnixSeconds const now = to_seconds(state.clock_.now());
  verdict.asked = true;
  try {
    verdict.generation = state.admission_.generation();  // before the verdict: an older generation is asked again
    verdict.identity = state.admission_.authenticate(leaf, X509_STORE_CTX_get0_untrusted(store), now);
  } catch (...) {
    verdict.identity = Error(Errc::internal, "authentication threw");  // no exception may cross OpenSSL
  }
  X509_STORE_CTX_set_error(store, verdict.identity ? X509_V_OK : alert_cause(verdict.identity.error(), leaf, now));
  return verdict.identity ? 1 : 0;
}

}
