#pragma once
// What every JSON text must be before anyone parses it: UTF-8 without byte order mark and without NUL.

#include <string_view>

#include "protocol/base/result.hpp"

namespace huecry::json {

/// Well-formed UTF-8 (RFC 3629), no BOM at the start, no NUL byte. Pure; any thread. Input: anybody's.
/// Errors: Errc::json_invalid; callers that answer for a body map it to body_encoding.
[[nodiscard]] Result<> check_text(std::string_view text);

}
