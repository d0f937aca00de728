#pragma once
// The hub's answers as tables for people.

#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

void show_list(Output const& output, json::Json const& page);
void show_status(Output const& output, json::Json const& status);
void show_history(Output const& output, json::Json const& history);
void show_members(Output const& output, json::Json const& members);
void show_summary(Output const& output, json::Json const& summary);

}
