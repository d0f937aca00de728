#pragma once
// Problem details (RFC 9457) as the hub writes them: who can do something about it, and what. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::client {

struct Response;

struct Problem {
  Problem() = default;

  int status = 0;
  std::string code;      // stable token: "version-conflict"
  std::string title;     // one sentence
  std::string detail;    // about this request
  std::string remedy;    // the next step
  std::string resolver;  // "sender", "bureau", "secretariat", "operator", "nobody"
  bool retryable = false;
  std::string correlation;  // to quote to the hub's operator
  std::vector<FieldFault> errors;
};

/// Reads what is there; members that are missing or of another type stay empty. Empty optional when it is no object.
[[nodiscard]] std::optional<Problem> problem_from(json::Json const& object);
/// The problem of an answer; empty when the answer carries none.
[[nodiscard]] std::optional<Problem> problem_of(Response const& response);

/// The problem as an Error with the same code, detail and faults; a code from a newer hub becomes Errc::internal with
/// the token and title as detail. The correlation id is appended where it helps: for errors that the hub itself must
/// look into.
[[nodiscard]] Error error_of_problem(json::Json const& object);
[[nodiscard]] Error error_of(Response const& response);

}
