#include "protocol/crypto/detail/key_kind.hpp"

#include <openssl/core_names.h>

#include <array>
#include <string_view>

#include "protocol/crypto/openssl.hpp"

namespace huecry::crypto::detail {
namespace {

Error unusable(char const* why) {
  drain_errors();
  return Error(Errc::key_unusable, why);
}

Result<Algorithm> algorithm_of_curve(EVP_PKEY* key) {
  // A curve spelt out by its parameters can be a look-alike with another generator (CVE-2020-0601).
  int spelt_out = 0;
  if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &spelt_out) != 1 || spelt_out != 0) {
    return unusable("the curve is not a named one");
  }
  std::array<char, 64> name{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) return unusable("the curve has no name");
  std::string_view const curve(name.data(), length);
  bool const p256 = curve == "prime256v1";
  if (!p256 && curve != "secp384r1") return unusable("the curve is not P-256 or P-384");
  EvpPkeyCtx const check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (check == nullptr || EVP_PKEY_public_check(check.get()) != 1) return unusable("the point is not on its curve");
  return p256 ? Algorithm::es256 : Algorithm::es384;
}

Result<Algorithm> algorithm_of_rsa(EVP_PKEY* key, KeyRules rules) {
  int const bits = EVP_PKEY_get_bits(key);
  if (bits < rules.rsa_bits_min) return unusable("the RSA modulus is too short");
  if (bits > rules.rsa_bits_max || bits % 8 != 0) return unusable("the RSA modulus is of unusual length");
  return Algorithm::ps256;
}

}

Result<Algorithm> algorithm_of(EVP_PKEY* key, KeyRules rules) {
  if (key == nullptr) return unusable("no key");
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC: return algorithm_of_curve(key);
    case EVP_PKEY_ED25519: return Algorithm::eddsa;
    case EVP_PKEY_RSA: return algorithm_of_rsa(key, rules);
    default: return unusable("the key's type is not on the list");
  }
}

std::size_t signature_bytes_of(EVP_PKEY* key, Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::es256: return 64;
    case Algorithm::es384: return 96;
    case Algorithm::eddsa: return 64;
    case Algorithm::ps256: return static_cast<std::size_t>(EVP_PKEY_get_bits(key)) / 8;
  }
  return 0;
}

}
