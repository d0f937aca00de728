#pragma once
// The patterns of docs/schemas by hand: std::regex costs a microsecond and more for each string, recurses on long ones,
// and reads bytes where JSON Schema means characters.

#include <string_view>

namespace huecry::documents::detail {

/// True if the text matches. Pure; the text is UTF-8.
using Matcher = bool (*)(std::string_view text);

struct Pattern {
  std::string_view regex;  // as it stands in the schemas
  Matcher matches;
  std::string_view meaning;  // for the fault: "must be …"
};

/// nullptr for a pattern that the table does not have.
[[nodiscard]] Pattern const* find_pattern(std::string_view regex) noexcept;

}
