#pragma once
// Cells below each other, as a terminal shows them. Pure; any thread.

#include <string>
#include <vector>

namespace huecry::cli {

using Cells = std::vector<std::string>;

/// The header and each row as a line: two spaces between columns, none at the end. Widths are those of a terminal;
/// colour sequences have none.
[[nodiscard]] std::vector<std::string> aligned(Cells const& header, std::vector<Cells> const& rows);

}
