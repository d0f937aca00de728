#include "certs/trust/path.hpp"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <string>

#include "certs/identity/asn1.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::certs {
namespace {

constexpr int k_security_level = 2;  // 112 bits: no SHA-1, no RSA below 2048 anywhere on the path

Error internal(std::string_view what) {
  std::string detail = std::string(what) + ": " + crypto::drain_errors();
  return Error(Errc::internal, std::move(detail));
}

Result<> check_shape(Shape shape, Certificate const& certificate, Profile profile) {
  return shape == Shape::house ? check_profile(certificate, profile) : check_structure(certificate, profile);
}

// OpenSSL 3.0 knows no purpose for document signing or key agreement; the profile check after it does.
int purpose_of(Profile profile) {
  switch (profile) {
    case Profile::gateway_tls: return X509_PURPOSE_SSL_CLIENT;
    case Profile::hub_tls: return X509_PURPOSE_SSL_SERVER;
    case Profile::time_stamp: return X509_PURPOSE_TIMESTAMP_SIGN;
    default: return X509_PURPOSE_ANY;
  }
}

Errc code_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_REVOKED: return Errc::signer_revoked;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED: return Errc::crl_stale;
    case X509_V_ERR_INVALID_PURPOSE: return Errc::certificate_profile;
    default: return Errc::certificate_chain;
  }
}

Error path_error(X509_STORE_CTX const* context) {
  int const error = X509_STORE_CTX_get_error(context);
  crypto::drain_errors();
  return Error(code_of(error), std::string(X509_verify_cert_error_string(error)) + " at depth " +
                                   std::to_string(X509_STORE_CTX_get_error_depth(context)));
}

Result<std::vector<Certificate>> path_of(X509_STORE_CTX const* context) {
  STACK_OF(X509) const* chain = X509_STORE_CTX_get0_chain(context);
  std::vector<Certificate> path;
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    HUECRY_TRY(Certificate certificate, Certificate::from_native(sk_X509_value(chain, i)));
    path.push_back(std::move(certificate));
  }
  return path;
}

// A CRL counts from the moment it was taken, also where its CA's clock is a little ahead of ours (trust_store.hpp says
// how far): else each fresh CRL would close its country until our clock has caught up.
int allow_crl_ahead(int holds, X509_STORE_CTX* context) {
  if (holds == 1 || X509_STORE_CTX_get_error(context) != X509_V_ERR_CRL_NOT_YET_VALID) return holds;
  auto const from = asn1_time(X509_CRL_get0_lastUpdate(X509_STORE_CTX_get0_current_crl(context)));
  std::chrono::seconds const now(X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context)));
  if (!from || *from > UnixSeconds(now) + limits::crl_ahead_max) return 0;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

int allow_crl_later(int holds, X509_STORE_CTX* context) {
  if (holds == 1 || X509_STORE_CTX_get_error(context) != X509_V_ERR_CRL_NOT_YET_VALID) return holds;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

void set_rules(X509_VERIFY_PARAM* rules, PathVerifier::Authority const& authority) {
  unsigned long flags = X509_V_FLAG_X509_STRICT;
  if (authority.revocation == Revocation::required) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  X509_VERIFY_PARAM_set_flags(rules, flags);
  X509_VERIFY_PARAM_set_depth(rules, authority.intermediates_max);
  X509_VERIFY_PARAM_set_auth_level(rules, k_security_level);
  // A common name is a label here: OpenSSL must not hold name constraints for DNS against it.
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
}

}

Result<PathVerifier> PathVerifier::make(Authority authority) {
  crypto::X509StorePtr store(X509_STORE_new());
  if (store == nullptr) return internal("certificate store");
  set_rules(X509_STORE_get0_param(store.get()), authority);
  for (Certificate const& anchor : authority.anchors) {
    HUECRY_CHECK(check_shape(authority.shape, anchor, Profile::root_ca));
    if (X509_STORE_add_cert(store.get(), anchor.native()) != 1) return internal("anchor");
  }
  for (Crl const& crl : authority.crls) {
    if (X509_STORE_add_crl(store.get(), crl.native()) != 1) return internal("CRL");
  }
  return PathVerifier(std::move(store), authority.shape);
}

Result<std::vector<Certificate>> PathVerifier::verify(Certificate const& leaf, STACK_OF(X509) const* untrusted,
                                                      Profile profile, UnixSeconds at, Tense tense) const {
  crypto::X509StoreCtxPtr const context(X509_STORE_CTX_new());
  crypto::X509View const copy(untrusted == nullptr ? nullptr : sk_X509_dup(untrusted));
  if (X509_STORE_CTX_init(context.get(), store_.get(), leaf.native(), copy.get()) != 1) return internal("path check");
  X509_STORE_CTX_set_verify_cb(context.get(), tense == Tense::past ? allow_crl_later : allow_crl_ahead);
  X509_STORE_CTX_set_purpose(context.get(), purpose_of(profile));
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()), at.time_since_epoch().count());
  if (X509_verify_cert(context.get()) != 1) return path_error(context.get());
  HUECRY_TRY(std::vector<Certificate> path, path_of(context.get()));
  HUECRY_CHECK(check_shape(shape_, path.front(), profile));
  for (std::size_t i = 1; i + 1 < path.size(); ++i) HUECRY_CHECK(check_shape(shape_, path[i], Profile::issuing_ca));
  return path;
}

}
