#pragma once
// What the review desk's answers look like to a person. The shapes: docs/openapi.json.

#include <vector>

#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

void show_queue(Output const& output, std::vector<json::Json> const& items);
void show_matter(Output const& output, json::Json const& standing, json::Json const& history);
/// One line: where the notice stands after a decision.
void show_outcome(Output const& output, json::Json const& standing);

}
