#include "protocol/crypto/detail/fetched.hpp"

#include <openssl/evp.h>

#include "protocol/base/assert.hpp"

namespace huecry::crypto::detail {
namespace {

EVP_MD const* fetch(char const* name) {
  EVP_MD* const digest = EVP_MD_fetch(nullptr, name, nullptr);
  HUECRY_ASSERT(digest != nullptr);
  return digest;
}

EVP_CIPHER const* fetch_cipher(char const* name) {
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  HUECRY_ASSERT(cipher != nullptr);
  return cipher;
}

}

EVP_MD const* fetched_sha256() {
  static EVP_MD const* const digest = fetch("SHA256");
  return digest;
}

EVP_MD const* fetched_sha384() {
  static EVP_MD const* const digest = fetch("SHA384");
  return digest;
}

EVP_CIPHER const* fetched_aes_256_gcm() {
  static EVP_CIPHER const* const cipher = fetch_cipher("AES-256-GCM");
  return cipher;
}

EVP_CIPHER const* fetched_aes_256_wrap() {
  static EVP_CIPHER const* const cipher = fetch_cipher("AES-256-WRAP");
  return cipher;
}

}
