#pragma once
// Which algorithm a key of OpenSSL may serve, and how long its signatures are.

#include <openssl/types.h>

#include <cstddef>

#include "protocol/base/result.hpp"
#include "protocol/crypto/algorithm.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::crypto::detail {

/// Errors: Errc::key_unusable for any other type, curve or size (signing.md §5.2: an allow list).
[[nodiscard]] Result<Algorithm> algorithm_of(EVP_PKEY* key, KeyRules rules);

/// In the form of JOSE.
[[nodiscard]] std::size_t signature_bytes_of(EVP_PKEY* key, Algorithm algorithm) noexcept;

}
