#pragma once
// The reference's rules as policies.

#include "protocol/policy/policy_set.hpp"
#include "tests/model/reference.hpp"

namespace huecry::model {

/// `number`: no two sets of one world have the same, so that each has a digest of its own.
[[nodiscard]] policy::PolicySet policies_of(Rules const& rules, std::size_t number);

}
