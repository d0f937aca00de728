#pragma once
// On which line of a JSON text each value stands. Pure; any thread.

#include <map>
#include <string>
#include <string_view>

namespace huecry::policy::detail {

/// Lines, from 1, by JSON pointer (RFC 6901); "" is the whole. REQUIRES: text that json::read takes.
[[nodiscard]] std::map<std::string, std::size_t, std::less<>> lines_of(std::string_view text);

/// The line of the nearest value at or above the pointer; 1 for a text without any.
[[nodiscard]] std::size_t line_at(std::map<std::string, std::size_t, std::less<>> const& lines, std::string pointer);

}
