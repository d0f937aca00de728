#pragma once
// Hits as tables for people.

#include <vector>

#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// "FR-1  hit DE-H-1  report, SIRENE, at Aachen: checked on the road": a line of the inbox, from the document that was
/// verified.
[[nodiscard]] std::string hit_line(json::Json const& item);
/// The words of a hit's document, as a hit+jws has them; of the hub's statement what it says.
[[nodiscard]] std::string hit_words(json::Json const& container);

/// Of GET /v1/hits/{id}.
void show_hit(Output const& output, json::Json const& hit);
/// Items of GET /v1/hits.
void show_hits(Output const& output, std::vector<json::Json> const& items);
/// Of GET /v1/statistics/hits.
void show_hit_statistics(Output const& output, json::Json const& counted);

}
