#include "protocol/policy/detail/hit_rules.hpp"

#include <algorithm>

namespace huecry::policy::detail {
namespace {

using documents::Policy;
using documents::PolicyKind;

constexpr auto k_says = [](VersionedPolicy const& version) { return version.policy.hits.has_value(); };

VersionedPolicy told_by(VersionedPolicy const& version) {
  Policy policy = version.policy;
  policy.rules = std::move(policy.hits);
  policy.hits.reset();
  policy.modes.clear();
  return {std::move(policy), version.object};
}

VersionedPolicy silent(CountryCode teller) {
  Policy policy;
  policy.iss = teller;
  policy.rules.emplace();
  return {std::move(policy), {}};
}

}

bool speaks_of_hits(PolicySet const& set) { return std::ranges::any_of(set, k_says); }

CountrySet tellers(PolicySet const& set) {
  CountrySet found;
  for (VersionedPolicy const& version : set)
    if (version.policy.kind == PolicyKind::release && k_says(version)) found.add(version.policy.iss);
  return found;
}

PolicySet hit_rules(PolicySet const& set, CountrySet const& tellers) {
  PolicySet rules;
  for (VersionedPolicy const& version : set) {
    // The baseline also for its groups and regions.
    bool const taken =
        version.policy.kind == PolicyKind::baseline || (version.policy.kind == PolicyKind::release && k_says(version));
    if (taken) rules.push_back(told_by(version));
  }
  for (CountryCode const teller : (tellers - detail::tellers(set)).members()) rules.push_back(silent(teller));
  return rules;
}

}
