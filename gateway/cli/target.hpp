#pragma once
// Parts of request targets, and the documents behind them.

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/cli/session.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3).
[[nodiscard]] std::string encoded(std::string_view text);

/// The payload of a notice as the hub has it; ver 0 means the newest with content. Errors: those of the hub;
/// json_invalid.
[[nodiscard]] Result<json::Json> payload_of(Connection& connection, std::string const& id, std::uint32_t ver);

}
