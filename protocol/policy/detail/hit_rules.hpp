#pragma once
// Rules about hits (docs/hits.md, "Others") are rules of release of their own: who may be told, as who may have. So the
// same evaluation, and the same comparison, serve both. Pure; any thread.

#include "protocol/policy/policy_set.hpp"

namespace huecry::policy::detail {

/// Some document says something about hits.
[[nodiscard]] bool speaks_of_hits(PolicySet const& set);
/// The members whose release policy says something about hits: nobody is told of hits on the notices of others.
[[nodiscard]] CountrySet tellers(PolicySet const& set);

/// The set in which what documents say about hits stands in the place of their rules; without intake, modes and
/// delegations. A teller of whom this set says nothing tells nobody.
[[nodiscard]] PolicySet hit_rules(PolicySet const& set, CountrySet const& tellers);

}
