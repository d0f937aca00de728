#pragma once
// Errors as RFC 9457 problem details: the one place where an Error becomes an answer. Pure; any thread.

#include <string_view>

#include "protocol/base/error_table.hpp"
#include "protocol/base/result.hpp"
#include "server/net/http.hpp"

namespace huecry::api {

inline constexpr std::string_view k_problem_type_base = "https://huecry.example/problems/";

/// The answer for an error. Error::detail is shown only where the code's row allows it, and only when it is valid
/// UTF-8.
[[nodiscard]] net::Answer problem_answer(Error const& error, std::string_view correlation_id);

/// The same as a JSON object, for one document of a batch.
[[nodiscard]] std::string problem_json(Error const& error, std::string_view correlation_id);

}
