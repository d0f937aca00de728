#pragma once
// The entities of a notice or a message ↔ a JSON form by the concepts of the Universal Message Format (Implementing
// Decisions (EU) 2023/220 and 2023/221): Person, Organisation, Connection, Event, Location, Item, Document,
// MeansOfTransport, Firearm. No schema of UMF is public; this form is documented in docs/entities.md. Pure; any thread.

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::convert {

/// REQUIRES: entities fit their schema.
[[nodiscard]] json::Json to_umf(json::Json const& entities);

/// Errors: request_malformed, which names every fault by JSON pointer. What comes out fits docs/schemas/entities.json
/// if its properties do: the caller checks that.
[[nodiscard]] Result<json::Json> from_umf(json::Json const& umf);

}
