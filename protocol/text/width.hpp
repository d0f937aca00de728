#pragma once
// How wide a terminal shows a text. Pure; any thread. For tables that people read, for nothing else.

#include <cstddef>
#include <string_view>

namespace huecry::text {

/// Columns: two for wide characters (UAX #11), none for marks, joiners and controls. Bytes that are not UTF-8 count one
/// each.
[[nodiscard]] std::size_t display_width(std::string_view utf8);

}
