#pragma once
// What docs/schemas/message.json cannot say of the forms of requests and of entities in a message. Pure; any thread.

#include "protocol/documents/detail/rule.hpp"

namespace huecry::documents::detail {

/// Every fault of form and entities. REQUIRES: the message fits its schema.
void check_form(json::Json const& message, RuleFaults& faults);
/// Dates and names in entities and in the blocks that notices have, too.
void check_entity_texts(json::Json const& document, RuleFaults& faults);

}
