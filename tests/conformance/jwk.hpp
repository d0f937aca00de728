#pragma once
// JSON Web Keys (RFC 7517) for tests only: the product takes keys from certificates.

#include <nlohmann/json.hpp>

#include "protocol/base/result.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::test {

/// EC, RSA or OKP (Ed25519). Errors: Errc::key_unusable.
[[nodiscard]] Result<crypto::PublicKey> key_of_jwk(nlohmann::json const& jwk, crypto::KeyRules rules = {});

}
