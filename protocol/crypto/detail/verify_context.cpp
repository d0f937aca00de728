#include "protocol/crypto/detail/verify_context.hpp"

#include <openssl/rsa.h>

#include "protocol/base/assert.hpp"
#include "protocol/crypto/detail/fetched.hpp"

namespace huecry::crypto::detail {
namespace {

constexpr int k_pss_salt_bytes = 32;

bool set_up(EVP_PKEY_CTX* context, Algorithm algorithm) {
  if (EVP_PKEY_verify_init(context) != 1) return false;
  if (algorithm == Algorithm::ps256) return set_pss(context);
  EVP_MD const* const digest = algorithm == Algorithm::es384 ? fetched_sha384() : fetched_sha256();
  return EVP_PKEY_CTX_set_signature_md(context, digest) == 1;
}

}

Hash384 sha384(ByteView message) {
  Hash384 hash{};
  unsigned int length = 0;
  HUECRY_ASSERT(EVP_Digest(message.data(), message.size(), hash.data(), &length, fetched_sha384(), nullptr) == 1);
  HUECRY_ASSERT(length == hash.size());
  return hash;
}

EvpPkeyCtx prepare_verification(EVP_PKEY* key, Algorithm algorithm) {
  EvpPkeyCtx context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (context == nullptr || !set_up(context.get(), algorithm)) return nullptr;
  return context;
}

bool set_pss(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(context, fetched_sha256()) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, fetched_sha256()) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, k_pss_salt_bytes) == 1;
}

bool verify_prepared(EVP_PKEY_CTX const* prepared, ByteView hash, ByteView signature) {
  EvpPkeyCtx const context(EVP_PKEY_CTX_dup(prepared));
  if (context == nullptr) return false;
  return EVP_PKEY_verify(context.get(), signature.data(), signature.size(), hash.data(), hash.size()) == 1;
}

bool verify_pure(EVP_PKEY* key, ByteView message, ByteView signature) {
  EvpMdCtx const context(EVP_MD_CTX_new());
  if (context == nullptr) return false;
  if (EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) != 1) return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}
