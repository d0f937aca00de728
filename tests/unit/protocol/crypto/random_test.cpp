#include "protocol/crypto/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>

using namespace huecry;

TEST_SUITE("protocol/crypto random") {
  TEST_CASE("a thousand values of 16 bytes are all different, and all bits occur") {
    crypto::SystemRandom random;
    std::set<std::array<std::uint8_t, 16>> values;
    std::array<std::uint8_t, 16> seen{};
    for (int i = 0; i < 1000; ++i) {
      std::array<std::uint8_t, 16> value{};
      random.fill(value);
      for (std::size_t k = 0; k < value.size(); ++k) seen[k] |= value[k];
      values.insert(value);
    }
    CHECK(values.size() == 1000);
    for (std::uint8_t byte : seen) CHECK(byte == 0xff);
  }

  TEST_CASE("nothing to fill is no error") {
    crypto::SystemRandom random;
    random.fill({});
  }
}
