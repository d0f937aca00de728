#pragma once

#include <string>

namespace huecry::certs::federation::detail {

/// README.md of a federation's directory.
[[nodiscard]] std::string readme();

}
