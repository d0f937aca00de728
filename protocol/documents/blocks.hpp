#pragma once
// The blocks of a notice that a policy may keep back, and the notice without them. Pure; any thread.

#include <string_view>

#include "protocol/json/json_fwd.hpp"

namespace huecry::documents {

/// "judicial", "biometrics", "images"; a notice has no informants. False for a block that it does not have, and for any
/// other word.
[[nodiscard]] bool has_block(json::Json const& notice, std::string_view block);
/// Takes the block out; nothing else changes.
void remove_block(json::Json& notice, std::string_view block);

}
