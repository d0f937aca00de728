#pragma once
// Lists, status and history of notices as JSON (docs/protocol.md §3). Pure.

#include <optional>
#include <string>
#include <vector>

#include "protocol/json/json.hpp"
#include "server/api/handlers.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/holdings.hpp"
#include "storage/index/list.hpp"
#include "storage/index/rows.hpp"
#include "storage/index/status.hpp"

namespace huecry::api {

inline constexpr std::size_t k_list_items_default = 100;

[[nodiscard]] json::Json countries_json(CountrySet const& countries);
[[nodiscard]] json::Json moment_json(index::Moment const& moment);

/// Of a page of live notices, newest first: "done" of "of" entries of the journal, and "next" unless it was the last.
void add_progress(json::Json& page, std::optional<journal::Position> next, journal::Position of);

[[nodiscard]] std::string list_json(index::Page const& page);

/// Whose bureaus and entities the reader may see is given by `shown`; with `results` also why it was rejected, and what
/// came of it.
[[nodiscard]] std::string status_json(index::Status const& status, std::vector<index::Holding> const& holdings,
                                      CountrySet const& shown, bool results);

/// A recipient sees only the versions that it was sent; of the decisions only its source and the secretariat learn.
[[nodiscard]] std::string history_json(index::Head const& head, std::vector<index::Version> const& versions,
                                       std::vector<index::Step> const& steps, Call const& call);

}
