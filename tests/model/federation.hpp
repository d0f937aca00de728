#pragma once
// The members of the model's world, with their certificates.

#include <filesystem>

#include "certs/federation/federation.hpp"
#include "tests/model/world.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

namespace huecry::model {

inline constexpr char const* k_members[] = {"FR", "DE", "IT", "ES", "BR"};

/// Made once: certificates cost a second.
inline std::filesystem::path const& federation() {
  static test::TempDir const dir;
  static std::filesystem::path const path = [] {
    SystemClock const clock;
    test::SeededRandom random(1);
    std::vector<CountryCode> countries;
    for (char const* member : k_members) countries.push_back(cc(member));
    auto const made = certs::federation::init({dir / "federation", clock, random, {}}, countries);
    test::must(made);
    return dir / "federation";
  }();
  return path;
}

}
