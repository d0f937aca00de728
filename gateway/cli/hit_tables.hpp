#pragma once
// Hits as tables for people.

#include <vector>

#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// "FR-H-1: answer CONFIRMED": a line of the inbox.
[[nodiscard]] std::string hit_line(json::Json const& item);

/// Of GET /v1/hits/{id}.
void show_hit(Output const& output, json::Json const& hit);
/// Items of GET /v1/hits.
void show_hits(Output const& output, std::vector<json::Json> const& items);
/// Of GET /v1/statistics/hits.
void show_hit_statistics(Output const& output, json::Json const& counted);

}
