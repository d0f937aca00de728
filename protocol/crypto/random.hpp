#pragma once
// Randomness of the system, by OpenSSL's generator.

#include "protocol/base/random.hpp"

namespace huecry::crypto {

/// Thread-safe. Aborts when the system cannot deliver.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}
