#pragma once
// Policy documents in files: payloads, not signed yet (docs/schemas/policy.json), and what lint says of them.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/cli/output.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/policy/lint.hpp"

namespace huecry::cli {

/// What policies are read with. Reading the schemas takes some milliseconds: one for a call of the command.
struct PolicyReader {
  PolicyReader();
  documents::Schemas schemas;
  std::shared_ptr<policy::Vocabulary const> words;
};

struct PolicyFile {
  std::string file;  // its name, for people
  std::string text;
};
/// "-" is standard input. Errors: config_invalid.
[[nodiscard]] Result<PolicyFile> open_policy(std::string const& file);
/// Errors: those of documents::read_policy, with the file's name.
[[nodiscard]] Result<documents::Policy> read_policy(PolicyReader const& reader, PolicyFile const& file);

struct Linted {
  std::string file;
  std::vector<policy::LintFinding> findings;

  /// The hub would refuse the document. All else is a warning: it would be taken, and do less than it says.
  [[nodiscard]] bool has_errors() const noexcept;
  /// A rule names a group of the secretariat that is not known here.
  [[nodiscard]] bool names_secretariat() const noexcept;
};
/// `baseline`: the secretariat's policy, for its groups and regions; nullptr: there is none. `now`: a policy must not
/// be for the past.
[[nodiscard]] Linted lint(PolicyReader const& reader, PolicyFile const& file, documents::Policy const* baseline,
                          UnixMillis now);

/// "error" or "warning".
[[nodiscard]] std::string_view severity_of(policy::LintKind kind) noexcept;
/// {"file":…,"findings":[{"line","severity","kind","pointer","text"}]}
[[nodiscard]] json::Json to_json(Linted const& linted);
/// file:line: severity: text (kind, pointer)
void show_findings(Output const& output, Linted const& linted);

}
