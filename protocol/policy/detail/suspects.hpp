#pragma once
// Where a new policy set could widen access: only where a changed rule matches. Pure; any thread.
//
// If no suspect matches a question, the new set gives no more than the old: every old forbid that matches is kept or
// covered by a new one, every new permit that matches was there or was covered, and so were the strings of old permits.
// Right is an intersection of layers, so what holds for each layer holds for the whole.

#include <string>
#include <vector>

#include "protocol/policy/detail/compiled.hpp"

namespace huecry::policy::detail {

struct Suspect {
  Rule rule;  // the questions that it may concern
  std::string name;
  std::string organisation;  // of a delegation; else empty
};

[[nodiscard]] std::vector<Suspect> suspects_of(Compiled const& before, Compiled const& after);

/// The rules of a layer, or the one that says what a layer without rules does.
[[nodiscard]] std::vector<Rule> rules_of(RuleLayer const& layer);

}
