#pragma once
// The stored form of what a policy looks at, for views that decide again at each delivery and each read: read in well
// under a microsecond, which JSON is not. Pure; any thread. Byte by byte: docs/storage.md, "Facts".

#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/policy/question.hpp"

namespace huecry::policy {

[[nodiscard]] std::string encode(Vocabulary const& vocabulary, Subject const& subject);

/// Errors: corrupt. A code that the vocabulary lost since sets unknown_label.
[[nodiscard]] Result<Subject> decode_subject(Vocabulary const& vocabulary, std::string_view bytes);

}
