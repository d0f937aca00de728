#pragma once
// Keys for tests that seal without a store.

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "storage/journal/record.hpp"
#include "tests/support/temp_dir.hpp"

namespace huecry::test {

inline constexpr std::uint64_t k_secrets = 4096;

/// The keys 0 to k_secrets - 1, in a file of their own for each process.
inline kv::Secrets& secrets() {
  static TempDir const folder;
  static std::unique_ptr<kv::Secrets> const made = [] {
    auto opened = kv::Secrets::open(folder / "secrets", true);
    REQUIRE(opened);
    REQUIRE((*opened)->prepare(0, k_secrets));
    return *std::move(opened);
  }();
  return *made;
}

/// Of nonces, so that the same record sealed twice is the same; keys are not used twice here.
class NoRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, std::uint8_t{0}); }
};

/// With the key of its position.
inline void seal(journal::Record& record, kv::Secrets const& with = secrets()) {
  auto const key = with.get(record.position);
  REQUIRE(key);
  REQUIRE(key->has_value());
  NoRandom random;
  journal::seal(record, **key, random);
}

}
