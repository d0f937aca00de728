#pragma once
// What a policy may look at of the person that a notice is about. Pure; any thread.

#include "protocol/documents/notice.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

/// REQUIRES: a notice that fits its schema.
[[nodiscard]] PersonFacts person_facts_of(json::Json const& notice);

}
