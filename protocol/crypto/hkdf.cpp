#include "protocol/crypto/hkdf.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "protocol/base/assert.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::crypto {
namespace {

using Kdf = Owned<EVP_KDF, EVP_KDF_free>;
using KdfCtx = Owned<EVP_KDF_CTX, EVP_KDF_CTX_free>;

EVP_KDF* hkdf() {
  static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  HUECRY_ASSERT(kdf != nullptr);
  return kdf;
}

}

void hkdf_expand_sha512(std::span<std::uint8_t const> key, std::string_view info, std::span<std::uint8_t> out) {
  KdfCtx const context(EVP_KDF_CTX_new(hkdf()));
  HUECRY_ASSERT(context != nullptr);
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  char digest[] = "SHA512";
  // OpenSSL reads these, whatever its signatures say.
  auto* const key_bytes = const_cast<std::uint8_t*>(key.data());
  auto* const info_bytes = const_cast<char*>(info.data());
  OSSL_PARAM const params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key_bytes, key.size()),
                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info_bytes, info.size()),
                               OSSL_PARAM_construct_end()};
  HUECRY_ASSERT(EVP_KDF_derive(context.get(), out.data(), out.size(), params) == 1);
}

}
