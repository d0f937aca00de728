#pragma once
// Who has a notice now, below the bureaus. Any thread.

#include <vector>

#include "storage/index/rows.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::exchange {

/// The entities that hold some version. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<journal::Entity>> holding_entities(kv::Reader const& state, index::Head const& head);

}
