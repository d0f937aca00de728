#pragma once
// The payload of a policy of PolicyLoad: what read_policy gives back. Members that the load does not use are not
// written.

#include <string>

#include "protocol/documents/policy.hpp"

namespace huecry::bench {

[[nodiscard]] std::string policy_json(documents::Policy const& policy);

}
