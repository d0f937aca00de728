#pragma once
// Verification with OpenSSL's contexts. Threads may share a key and a prepared context that nobody changes, never one
// in use.

#include <array>
#include <cstdint>

#include "protocol/base/bytes.hpp"
#include "protocol/crypto/algorithm.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::crypto::detail {

using Hash384 = std::array<std::uint8_t, 48>;
[[nodiscard]] Hash384 sha384(ByteView message);

/// Sets hash, padding and salt once, since that costs about 4 µs of each RSA verification. Null on failure.
[[nodiscard]] EvpPkeyCtx prepare_verification(EVP_PKEY* key, Algorithm algorithm);

/// The same set-up for signing with PSS (MGF1-SHA-256, salt 32): RFC 7518 §3.5.
[[nodiscard]] bool set_pss(EVP_PKEY_CTX* context);

/// Works on a copy of prepared, which stays as it is.
[[nodiscard]] bool verify_prepared(EVP_PKEY_CTX const* prepared, ByteView hash, ByteView signature);

/// Ed25519: over the message, not a hash of it.
[[nodiscard]] bool verify_pure(EVP_PKEY* key, ByteView message, ByteView signature);

}
