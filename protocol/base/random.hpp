#pragma once
// Randomness as a parameter. The system's source is protocol/crypto/random.hpp; tests use a seeded one and print the
// seed.

#include <cstdint>
#include <span>

namespace huecry {

/// Unpredictable bytes. Thread-safe. A source that cannot deliver aborts: there is no safe way to go on.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}
