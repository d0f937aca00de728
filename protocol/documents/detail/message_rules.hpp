#pragma once
// What an envelope and the message inside it have in common, and its rules. Pure; any thread.

#include "protocol/documents/detail/rule.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

/// REQUIRES: the schema of the one or the other holds.
void check_head(json::Json const& document, RuleFaults& faults);

}
