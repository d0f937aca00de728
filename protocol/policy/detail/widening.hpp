#pragma once
// One question put to two policy sets: does the second give more? Pure; any thread.

#include "protocol/policy/compare.hpp"

namespace huecry::policy::detail {

struct TwoSets {
  CompiledPolicy const& before;
  CompiledPolicy const& after;
};

/// Bureaus that get, or may ask for, more.
[[nodiscard]] CountrySet widened(Decision const& before, Decision const& after) noexcept;
[[nodiscard]] bool widened(EntityDecision const& before, EntityDecision const& after) noexcept;

/// The example with everything left out that the difference does not need. REQUIRES: it is one.
void simplify(TwoSets const& sets, WideningExample& example);
/// Fills in what both sets answer. True if the second gives more.
bool answer(TwoSets const& sets, WideningExample& example);

}
