#include "protocol/crypto/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "protocol/base/assert.hpp"

namespace huecry::crypto {

Digest hmac_sha256(std::span<std::uint8_t const> key, std::string_view text) {
  Digest digest;
  auto const bytes = as_bytes(text);
  unsigned length = 0;
  auto const* const done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(),
                                digest.bytes.data(), &length);
  HUECRY_ASSERT(done != nullptr && length == digest.bytes.size());
  return digest;
}

}
