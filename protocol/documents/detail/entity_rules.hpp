#pragma once
// What docs/schemas/entities.json cannot say of the entities of a notice or a message. Pure; any thread. In words:
// docs/entities.md.

#include <string>
#include <vector>

#include "protocol/documents/detail/rule.hpp"

namespace huecry::documents::detail {

// Of the member `entities`, if there is one. REQUIRE: it fits its schema.

/// Each has a name of its own, and connections and places lead to others.
void check_entity_refs(json::Json const& document, RuleFaults& faults);
/// Each has something by which it can be found again.
void check_entity_known_by(json::Json const& document, RuleFaults& faults);
void check_entity_imo(json::Json const& document, RuleFaults& faults);
void check_entity_iban(json::Json const& document, RuleFaults& faults);
void check_entity_places(json::Json const& document, RuleFaults& faults);
/// All of these, under their names.
void check_entities(json::Json const& document, RuleFaults& faults);

/// Names of the entities of a document.
[[nodiscard]] std::vector<std::string> entity_refs(json::Json const& document);

/// IMO resolution A.1117(30): the last digit is that of the sum of the six before it, weighted 7 to 2. REQUIRES: 7
/// digits.
[[nodiscard]] bool is_imo_number(std::string_view digits);
/// ISO 13616-1: with the first four characters at the end, and letters as 10 to 35, the remainder by 97 is 1. REQUIRES:
/// letters and digits.
[[nodiscard]] bool is_iban(std::string_view text);

}
