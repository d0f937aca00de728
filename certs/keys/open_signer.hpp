#pragma once
// Private keys by URI: a PEM file, or an object on a PKCS#11 token.
//
//   file:/etc/huecry/notices.key                           owner-only mode, or the key is refused
//   pkcs11:token=huecry;object=notices;type=private;pin-source=file:/etc/huecry/pin          (RFC 7512)
//
// A PIN comes from pin-source alone: never from the URI, an argument or the environment, and it goes into no log. The
// same mode rule holds for its file. `module-path=` names the token's library; without it the engine takes its default.

#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/crypto/openssl.hpp"
#include "protocol/crypto/signer.hpp"

namespace huecry::certs {

/// Thread-safe result. Errors: Errc::key_unusable; detail names the file or object, never a secret.
[[nodiscard]] Result<std::shared_ptr<crypto::Signer>> open_signer(std::string_view uri);

/// The same key as OpenSSL wants it: for SSL_CTX_use_PrivateKey, or for key agreement. Errors as open_signer.
[[nodiscard]] Result<crypto::EvpPkey> open_key(std::string_view uri);

}
