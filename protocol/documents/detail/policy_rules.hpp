#pragma once
// What docs/schemas/policy.json cannot say of a policy.

#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

/// Every fault, bounded. REQUIRES: policy fits its schema.
[[nodiscard]] std::vector<FieldFault> broken_policy_rules(json::Json const& policy);

}
