#pragma once
// Subject and circumstances as JSON: words instead of numbers, members that say nothing left out. Pure; any thread.

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"
#include "protocol/policy/detail/json_line.hpp"
#include "protocol/policy/question.hpp"

namespace huecry::policy::detail {

void put_subject(JsonLine& line, Vocabulary const& vocabulary, Subject const& subject);
void put_circumstances(JsonLine& line, Vocabulary const& vocabulary, Circumstances const& now);

/// Errors of both: corrupt.
[[nodiscard]] Result<Subject> subject_from(Vocabulary const& vocabulary, json::Json const& value);
[[nodiscard]] Result<Circumstances> circumstances_from(Vocabulary const& vocabulary, json::Json const& value);

}
