#pragma once
// Parts of request targets, and the documents behind them.

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/cli/received.hpp"
#include "gateway/cli/session.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3).
[[nodiscard]] std::string encoded(std::string_view text);

/// "/v1/notices/ID", with ?ver=N unless ver is 0: the newest with content.
[[nodiscard]] std::string notice_target(std::string const& id, std::uint32_t ver);

/// The same target, and who reads it, why, for which case, as the profile and the call say.
[[nodiscard]] std::string as_reader(Profile const& profile, std::string target);
/// A read of content, which the hub writes into its ledger; otherwise as get_json.
[[nodiscard]] Result<json::Json> get_content(Connection& connection, std::string const& target);

/// An answer as it is. Errors: those of the hub.
[[nodiscard]] Result<std::string> get_text(Connection& connection, std::string const& target);
/// An answer that is JSON. Errors: those of the hub; json_invalid.
[[nodiscard]] Result<json::Json> get_json(Connection& connection, std::string const& target);
/// Reads JSON as the hub and payloads have it: with fractions. Errors: json_invalid.
[[nodiscard]] Result<json::Json> read_json(std::string_view text);
/// The same of a file that a message will hold; "-" is standard input. Errors: also those of read_file.
[[nodiscard]] Result<json::Json> read_json_file(std::string const& file);
inline constexpr std::size_t k_json_file_bytes_max = 200 * 1024;

/// A notice as the hub has it for us; ver 0 means the newest with content. Errors: those of the hub; json_invalid.
[[nodiscard]] Result<Received> fetch_notice(Connection& connection, std::string const& id, std::uint32_t ver);

}
