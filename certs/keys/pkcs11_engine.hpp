#pragma once
// Keys on a PKCS#11 token by way of OpenSSL's ENGINE interface and libp11: the only module that knows either. OpenSSL 3
// calls ENGINE deprecated, but Debian 12 has no PKCS#11 provider (docs/adr/0008).

#include "certs/keys/pkcs11_uri.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::certs {

/// Thread-safe. One PKCS#11 module per process: its library has global state. Errors: Errc::key_unusable.
/// A token with an Ed25519 object on it cannot be used at all: each look-up of a private key fails (libp11 issue 427).
[[nodiscard]] Result<crypto::EvpPkey> load_pkcs11_key(Pkcs11Uri const& uri);

}
