#pragma once
// The fields of a public record as the blocks of a notice (docs/import-interpol.md has the table). What the record does
// not have stays absent; what it says it does not know (height 0, sex U, forename "-") stays unknown. Pure.

#include <chrono>
#include <string>

#include "protocol/json/json_fwd.hpp"

namespace huecry::convert::fields {

[[nodiscard]] json::Json identity(json::Json const& record);
[[nodiscard]] json::Json description(json::Json const& record);
[[nodiscard]] json::Json judicial(json::Json const& record);
[[nodiscard]] json::Json event(json::Json const& record);
[[nodiscard]] json::Json sanctions(json::Json const& record);
/// A public Red Notice tells no facts: they are named as unknown.
[[nodiscard]] json::Json unknown_facts();

/// 2026/03/14
[[nodiscard]] std::string date_text(std::chrono::sys_days day);

}
