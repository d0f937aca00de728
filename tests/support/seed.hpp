#pragma once
// One seed for each run of a test program. Random tests derive from it and print it when they fail; HUECRY_SEED=N
// replays.

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace huecry::test {

inline std::uint64_t seed() {
  static std::uint64_t const value = [] {
    if (char const* given = std::getenv("HUECRY_SEED")) return std::uint64_t{std::stoull(given)};
    return std::uint64_t{std::random_device{}()};
  }();
  return value;
}

/// A generator for one test: the same seed and name give the same sequence, whatever else ran.
inline std::mt19937_64 generator(std::string const& name) {
  return std::mt19937_64(seed() ^ std::hash<std::string>{}(name));
}

}

/// Put first in a random test: a failure then names the seed.
#define HUECRY_SEEDED INFO("HUECRY_SEED=" << ::huecry::test::seed())
