#pragma once
// The two texts that the hub makes of a notice: what a list shows, and what a search looks in.

#include <string>

#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

/// One line, at most limits::notice_title_chars_max characters, never empty. REQUIRES: notice fits its schema.
[[nodiscard]] std::string title_of(json::Json const& notice);

/// Folded (protocol/text/fold.hpp); one name, number or reference per line.
[[nodiscard]] std::string search_text_of(json::Json const& notice);

}
