#pragma once
// The files of docs/schemas as the program carries them, parsed.

#include <string_view>

#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

/// REQUIRES: name is one of the embedded files ("notice.json"). They are ours: that they parse is asserted.
[[nodiscard]] json::Json embedded_schema(std::string_view name);

}
