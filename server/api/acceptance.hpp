#pragma once
// What an accepted document answers (docs/protocol.md, "Acceptance").

#include <string>

#include "server/api/handlers.hpp"

namespace huecry::api {

[[nodiscard]] std::string acceptance_json(exchange::Accepted const& accepted);

/// For the metrics: accepted, duplicate, or the code of the problem.
void count_submission(Context const& context, std::string_view kind, Result<exchange::Accepted> const& result);

/// 201, 200 for a duplicate, or the problem.
[[nodiscard]] net::Answer acceptance_answer(Result<exchange::Accepted> const& result, Call const& call);

/// ["BR","DE"]
void append_countries(std::string& out, CountrySet const& countries);

}
