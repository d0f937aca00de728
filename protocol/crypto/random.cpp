#include "protocol/crypto/random.hpp"

#include <openssl/rand.h>

#include <limits>

#include "protocol/base/assert.hpp"

namespace huecry::crypto {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  HUECRY_ASSERT(out.size() <= std::numeric_limits<int>::max());
  HUECRY_ASSERT(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

}
