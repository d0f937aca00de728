#pragma once
// What an accepted document answers (docs/protocol.md, "Acceptance"). Pure.

#include <string>

#include "server/api/handlers.hpp"

namespace huecry::api {

[[nodiscard]] std::string acceptance_json(exchange::Accepted const& accepted);

/// 201, 200 for a duplicate, or the problem.
[[nodiscard]] net::Answer acceptance_answer(Result<exchange::Accepted> const& result, Call const& call);

/// ["BR","DE"]
void append_countries(std::string& out, CountrySet const& countries);

}
