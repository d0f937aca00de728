#pragma once
// Answers about policy as tables for people.

#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// Of GET /v1/policies.
void show_policies(Output const& output, json::Json const& answer);
/// What policy::to_json(…, Comparison) says.
/// Why nothing can be proven.
void show_faults(Output const& output, json::Json const& faults);
void show_comparison(Output const& output, json::Json const& comparison);
/// Of merged pages (rehearsal_pages.hpp).
void show_rehearsal(Output const& output, json::Json const& rehearsal);

}
