#include "gateway/client/detail/tls_setup.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "certs/identity/certificate.hpp"
#include "certs/keys/open_signer.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::client::detail {
namespace {

constexpr char const* k_suites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr char const* k_groups = "X25519:P-256:P-384";
constexpr char const* k_signatures = "ECDSA+SHA256:ECDSA+SHA384:rsa_pss_rsae_sha256:ed25519";

Result<std::vector<certs::Certificate>> certificates(std::filesystem::path const& path) {
  auto const text = read_whole(path);
  if (!text) return Error(Errc::config_invalid, "cannot read " + path.string());
  auto chain = certs::Certificate::chain_from_pem(*text);
  if (!chain) return Error(Errc::config_invalid, path.string() + ": " + chain.error().detail);
  return chain;
}

bool configure(SSL_CTX* context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(context, limits::tls_chain_bytes_max);
  SSL_CTX_set_security_level(context, 2);
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_ciphersuites(context, k_suites) == 1 && SSL_CTX_set1_groups_list(context, k_groups) == 1 &&
         SSL_CTX_set1_sigalgs_list(context, k_signatures) == 1;
}

bool use_identity(SSL_CTX* context, std::vector<certs::Certificate> const& chain, EVP_PKEY* key) {
  if (SSL_CTX_use_certificate(context, chain.front().native()) != 1) return false;
  for (std::size_t i = 1; i < chain.size(); ++i)
    if (SSL_CTX_add1_chain_cert(context, chain[i].native()) != 1) return false;
  return SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1;
}

}

TlsSetup::TlsSetup(certs::ServerTrust trust, std::string server_name, Clock const& clock)
    : context_(boost::asio::ssl::context::tls_client),
      trust_(std::move(trust)),
      server_name_(std::move(server_name)),
      clock_(clock) {}

Result<std::unique_ptr<TlsSetup>> TlsSetup::make(Options const& options, Clock const& clock) {
  HUECRY_TRY(auto roots, certificates(options.hub_root));
  HUECRY_TRY(auto trust, certs::ServerTrust::pin(std::move(roots), {}));
  HUECRY_TRY(auto const chain, certificates(options.chain));
  HUECRY_TRY(auto const key, certs::open_key(options.key));
  std::unique_ptr<TlsSetup> setup(new TlsSetup(std::move(trust), options.server_name, clock));
  SSL_CTX* const context = setup->context_.native_handle();
  if (!configure(context)) return Error(Errc::internal, "TLS settings: " + crypto::drain_errors());
  if (!use_identity(context, chain, key.get()))
    return Error(Errc::key_unusable, options.chain.string() + " and its key do not fit: " + crypto::drain_errors());
  setup->thumbprint_ = chain.front().thumbprint();
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, &TlsSetup::verify, setup.get());
  return setup;
}

int TlsSetup::verify(X509_STORE_CTX* store, void* self) {
  auto& setup = *static_cast<TlsSetup*>(self);
  auto const trusted = setup.trust_.authenticate(X509_STORE_CTX_get0_cert(store), X509_STORE_CTX_get0_untrusted(store),
                                                 setup.server_name_, to_seconds(setup.clock_.now()));
  if (trusted) return 1;
  setup.refusal_ = trusted.error();
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

}
