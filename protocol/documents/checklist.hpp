#pragma once
// The conditions of a notice's colour one by one, for a reviewer: which hold, and what is wrong with the others. A
// notice enters only when all that bind hold (read_notice); what a public record cannot meet does not bind an import.
// Pure; any thread.

#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry::documents {

struct Checked {
  std::string_view rule;  // stable: docs/notices.md
  bool binds = true;
  std::vector<FieldFault> faults;  // empty: it holds
};

/// REQUIRES: a payload that read_notice took; of a withdrawal the list is short. Errors: corrupt.
[[nodiscard]] Result<std::vector<Checked>> checklist(std::string_view payload);

}
