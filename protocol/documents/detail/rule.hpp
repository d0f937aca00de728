#pragma once
// The form of a named check that a schema cannot express. Rules see documents that fit their schema.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/documents/colour.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

/// Collects faults; each message ends with the name of the rule that found it.
class RuleFaults {
 public:
  void name_rule(std::string_view rule) { rule_ = rule; }
  void add(std::string pointer, std::string_view message) {
    faults_.push_back({std::move(pointer), std::string(message).append(" (rule ").append(rule_).append(")")});
  }
  [[nodiscard]] std::vector<FieldFault> take() && { return std::move(faults_); }

 private:
  std::string_view rule_;
  std::vector<FieldFault> faults_;
};

using RuleCheck = void (*)(json::Json const& notice, RuleFaults& faults);

/// Bits of Colour.
using Colours = unsigned;
inline constexpr Colours k_all_colours = (1U << k_colours.size()) - 1;
[[nodiscard]] constexpr Colours only(std::initializer_list<Colour> colours) {
  Colours bits = 0;
  for (Colour const colour : colours) bits |= 1U << static_cast<unsigned>(colour);
  return bits;
}

enum class When { always, publish, withdraw };
/// What a public record cannot meet is not held against an import (docs/import-interpol.md).
enum class Imports { bound, free };

struct Rule {
  std::string_view name;  // stable: stands in problem answers and docs/notices.md
  When when;
  Colours colours;
  Imports imports;
  RuleCheck check;
};

}
