#pragma once
// Entry bundles: the entries of one level-0 tile in a row (C2SP tlog-tiles). Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry::log {

/// u16 big-endian length, then the entry. REQUIRES: at most limits::entry_bytes_max bytes.
void append_entry(std::string& bundle, std::string_view entry);

/// Views into the bundle. Errors: Errc::log_text_invalid when it is cut off or holds more than 256 entries.
[[nodiscard]] Result<std::vector<std::string_view>> parse_bundle(std::string_view bundle);

}
