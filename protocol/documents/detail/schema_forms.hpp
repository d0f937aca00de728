#pragma once
// A schema of docs/schemas in the forms in which valijson checks it fast and names every fault. Each form accepts
// exactly what the published schema accepts (tests/unit/protocol/documents/schema_forms_test.cpp compares them).
//
// - References are resolved in place. A list of codes.json becomes the keyword k_code, a pattern k_pattern, an enum
// k_enum,
//   uniqueItems k_unique, a type k_type (detail/keywords.hpp): valijson's own compare with each entry in turn, use
//   std::regex, or do not say what they expect.
// - additionalProperties false becomes {"not": {}}, which is the same (draft-07 §4.3.1), but names every unknown
// member.
// - if/then branches on constants are decided beforehand: one form for each combination of constants.

#include <map>
#include <string>
#include <string_view>

#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

inline constexpr std::string_view k_code = "huecry-code";
inline constexpr std::string_view k_text = "huecry-text";  // an object of pattern, minLength, maxLength
inline constexpr std::string_view k_enum = "huecry-enum";
inline constexpr std::string_view k_unique = "huecry-unique";
inline constexpr std::string_view k_type = "huecry-type";

/// What a document says of the members on which the branches depend: {"action": "publish", "colour": "RED"}.
using Constants = std::map<std::string, std::string, std::less<>>;

/// The form for documents that have these constants. REQUIRES: a schema of ours; a keyword that this code does not know
/// asserts, because a form that silently skips it would accept too much.
[[nodiscard]] json::Json form_of(json::Json const& schema, Constants const& constants);

}
