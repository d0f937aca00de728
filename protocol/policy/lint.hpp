#pragma once
// What is wrong with a policy before it is signed, by line of its JSON text. Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/documents/policy.hpp"
#include "protocol/policy/vocabulary.hpp"

namespace huecry::policy {

enum class LintKind : std::uint8_t {
  invalid,        // the hub would refuse the document
  faulty,         // a rule names something unknown or empty: it fails closed
  never_matches,  // no document and recipient can meet it
  unreachable,    // another rule of the document always wins over it, or says it already
  contradiction,  // a permit and a forbid for exactly the same
  gives_nothing   // rules without any permit that can give
};
[[nodiscard]] std::string_view to_text(LintKind kind) noexcept;  // "never-matches"

struct LintFinding {
  std::size_t line = 1;  // from 1
  LintKind kind = LintKind::invalid;
  std::string pointer;  // JSON pointer
  std::string text;
};

/// Findings by line; empty: nothing to say. `baseline` is the secretariat's policy in force, for its groups and
/// regions; nullptr: there is none.
[[nodiscard]] std::vector<LintFinding> lint(documents::Schemas const& schemas, Vocabulary const& vocabulary,
                                            std::string_view payload, documents::Policy const* baseline);

}
