#pragma once
// The entities of a case, as notices and messages share them (docs/entities.md). Fields: docs/schemas/entities.json.
// Pure; any thread.

#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents {

/// By themselves, as the value of the member `entities`. Errors: payload_schema, payload_rule; both name every fault by
/// JSON pointer, from /entities down.
[[nodiscard]] Result<> check_entities(Schemas const& schemas, json::Json const& entities);

}
