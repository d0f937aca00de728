#pragma once
// Algorithms fetched once for the process and never freed: implicit fetching takes locks in OpenSSL 3.0
// (openssl#17064).

#include <openssl/types.h>

namespace huecry::crypto::detail {

[[nodiscard]] EVP_MD const* fetched_sha256();
[[nodiscard]] EVP_MD const* fetched_sha384();
[[nodiscard]] EVP_CIPHER const* fetched_aes_256_gcm();
[[nodiscard]] EVP_CIPHER const* fetched_aes_256_wrap();  // RFC 3394

}
