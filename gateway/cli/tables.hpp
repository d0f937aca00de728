#pragma once
// The hub's answers as tables for people.

#include <string>

#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// "2026-11-24 10:47:54Z" of what the hub writes: always UTC, and it says so.
[[nodiscard]] std::string shown_time(std::string const& iso);

void show_list(Output const& output, json::Json const& page);
/// Of the ledger of reads.
[[nodiscard]] std::vector<std::string> reader_row(json::Json const& read);
void show_status(Output const& output, json::Json const& status);
void show_history(Output const& output, json::Json const& history);
void show_members(Output const& output, json::Json const& members);
void show_summary(Output const& output, json::Json const& summary);

}
