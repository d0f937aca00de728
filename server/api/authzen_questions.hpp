#pragma once
// Requests of the Authorization API 1.0 (OpenID AuthZEN, parts 5 to 7) as values, read from their JSON. Pure; any
// thread.
//
// Two things are the specification's way, not this hub's: members that it does not define are ignored, and a question
// of a list that is malformed is that question's own error. Whether the texts name anything is decided later.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::api::authzen {

/// May this subject do this to this resource?
struct Question {
  std::string subject_type, subject_id;
  std::string action;
  std::string resource_type, resource_id;
  std::string resource_at;               // where the resource stands in the request, as a JSON pointer
  json::Json const* document = nullptr;  // a notice that is not sent yet; lives as long as the body
  std::optional<std::string> purpose;    // that the reader states
};

/// When a list of questions ends early.
enum class Semantic : std::uint8_t { execute_all, deny_on_first_deny, permit_on_first_permit };

struct Questions {
  Semantic semantic = Semantic::execute_all;
  std::vector<Result<Question>> list;  // in order; empty: the body is itself one question
};

/// Errors: request_malformed, which names the member by its JSON pointer.
[[nodiscard]] Result<Question> read_question(json::Json const& body);
/// What stands beside the list holds for each question that does not say otherwise. Errors: request_malformed for what
/// concerns the whole request; batch_too_large.
[[nodiscard]] Result<Questions> read_questions(json::Json const& body);

/// The error of a request, at a place in it.
[[nodiscard]] Error malformed(std::string pointer, std::string message);

}
