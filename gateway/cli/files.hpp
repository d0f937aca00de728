#pragma once
// Input of the command: documents in files or on standard input, one each or one a line.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry::cli {

inline constexpr std::size_t k_input_bytes_max = 256 * 1024 * 1024;

/// Lines that are not empty. Errors: Errc::config_invalid when there is none.
[[nodiscard]] Result<std::vector<std::string>> lines_of(std::string_view text);

}
