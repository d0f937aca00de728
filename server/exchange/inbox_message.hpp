#pragma once
// A sealed message as an item of an inbox. Any thread.

#include "protocol/json/json_fwd.hpp"
#include "server/exchange/inbox_item.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::exchange {

/// Policy is asked again: of a message that it closes nobody is told, and nothing brings it but the list of messages,
/// once policy opens. Errors: corrupt.
[[nodiscard]] Result<Rendered> render_message(Reading const& reading, journal::Record const& entry);

/// The hub's word to a sender that its message has expired, and who never said that it has it. nullopt: the entry is no
/// such word. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<Rendered>> render_expiry(Reading const& reading, journal::Record const& entry);

/// The hub's word to both sides of a request that nothing has come in time. The same.
[[nodiscard]] Result<std::optional<Rendered>> render_overdue(Reading const& reading, journal::Record const& entry);

/// What there is of it: the signed envelope, and what is sealed as it came. REQUIRES: not erased.
[[nodiscard]] std::string message_json(journal::Record const& entry, json::Json const& similar);

/// Of a request with hints: the other ones about the same that `reader` takes part in. Errors: corrupt, io.
[[nodiscard]] Result<json::Json> similar_json(kv::Reader const& state, messages::Row const& request,
                                              CountryCode reader);

}
