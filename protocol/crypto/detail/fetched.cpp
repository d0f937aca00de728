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

}

EVP_MD const* fetched_sha256() {
  static EVP_MD const* const digest = fetch("SHA256");
  return digest;
}

EVP_MD const* fetched_sha384() {
  static EVP_MD const* const digest = fetch("SHA384");
  return digest;
}

}
