#pragma once
// JSON text: compact, UTF-8 as it is, one value on one line.

#include <string>
#include <string_view>

#include "protocol/json/json_fwd.hpp"

namespace huecry::json {

/// Object members in the order of their keys' bytes. Does not throw: bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string write(Json const& value);

/// Appends text as a JSON string with its quotes: for hot paths that build JSON by appending.
/// REQUIRES: text is well-formed UTF-8.
void append_quoted(std::string& out, std::string_view text);

}
