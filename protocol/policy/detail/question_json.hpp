#pragma once
// Subject and circumstances as JSON: words instead of numbers, members that say nothing left out. Pure; any thread.

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"
#include "protocol/policy/question.hpp"

namespace huecry::policy::detail {

[[nodiscard]] json::Json set_json(CountrySet const& countries);
[[nodiscard]] json::Json subject_to_json(Vocabulary const& vocabulary, Subject const& subject);
[[nodiscard]] json::Json circumstances_to_json(Vocabulary const& vocabulary, Circumstances const& now);

/// Errors of both: corrupt.
[[nodiscard]] Result<Subject> subject_from(Vocabulary const& vocabulary, json::Json const& value);
[[nodiscard]] Result<Circumstances> circumstances_from(Vocabulary const& vocabulary, json::Json const& value);

}
