#include "tests/conformance/jwk.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::test {
namespace {

using ParamBuilder = crypto::Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Params = crypto::Owned<OSSL_PARAM, OSSL_PARAM_free>;

Bytes part(nlohmann::json const& jwk, char const* name) {
  auto bytes = base64url_decode(jwk.at(name).get<std::string>());
  return bytes ? *std::move(bytes) : Bytes{};
}

crypto::EvpPkey make(char const* type, OSSL_PARAM_BLD* builder) {
  Params const params(OSSL_PARAM_BLD_to_param(builder));
  crypto::EvpPkeyCtx const context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) crypto::drain_errors();
  return crypto::EvpPkey(key);
}

crypto::EvpPkey make_ec(nlohmann::json const& jwk) {
  Bytes point{4};
  for (char const* name : {"x", "y"}) {
    Bytes const coordinate = part(jwk, name);
    point.insert(point.end(), coordinate.begin(), coordinate.end());
  }
  ParamBuilder const builder(OSSL_PARAM_BLD_new());
  std::string const curve = jwk.at("crv");
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.c_str(), curve.size());
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return make("EC", builder.get());
}

crypto::BigNumber number(Bytes const& bytes) {
  return crypto::BigNumber(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

crypto::EvpPkey make_rsa(nlohmann::json const& jwk) {
  crypto::BigNumber const modulus = number(part(jwk, "n"));
  crypto::BigNumber const exponent = number(part(jwk, "e"));
  ParamBuilder const builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return make("RSA", builder.get());
}

}

Result<crypto::PublicKey> key_of_jwk(nlohmann::json const& jwk, crypto::KeyRules rules) {
  std::string const type = jwk.at("kty");
  if (type == "OKP") return crypto::PublicKey::from_ed25519(part(jwk, "x"));
  if (type != "EC" && type != "RSA") return Error(Errc::key_unusable, "no public key of type " + type);
  crypto::EvpPkey const key = type == "EC" ? make_ec(jwk) : make_rsa(jwk);
  return crypto::PublicKey::from_native(key.get(), rules);
}

}
