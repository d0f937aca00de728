#pragma once
// A decision in words: for every member what it gets, which rule decides, every clause that fails, and what would
// change it. The same evaluation as deciding, with every layer kept (CompiledPolicy::trace). Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/policy/compiled_policy.hpp"

namespace huecry::policy {

struct Clause {
  Reason reason;
  std::string author;  // "FR"; empty where it is nobody's document
  std::uint32_t seq = 0;
  std::string rule;    // its id, or empty
  std::string remedy;  // what would change it: "FR drops or narrows rule no-x"
};

struct RecipientExplanation {
  CountryCode country;
  Verdict verdict = Verdict::deny;
  Clause deciding;              // of an allowed member the permit, else the first clause that fails
  std::vector<Clause> failing;  // every clause that fails, in the order of evaluation; empty for an allowed member
  std::vector<std::string_view> redactions, obligations;
};

/// For every member, in order of the table.
struct Explanation {
  Digest policy;
  std::vector<RecipientExplanation> recipients;
};

[[nodiscard]] Explanation explain(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now);

/// {"v":1,"policy":…,"recipients":[{"country","verdict","deciding":{…},"failing":[…],"redactions","obligations"}]}
[[nodiscard]] std::string to_json(Explanation const& explanation);
/// Reads that back, but for the place of a clause's rule, which only its document knows. Errors: json_invalid, also for
/// a word of a newer program; encoding_invalid, parameter_invalid.
[[nodiscard]] Result<Explanation> explanation_from_json(std::string_view text);
/// Lines of fixed columns for a terminal; members with the same answer for the same reason stand on one line.
[[nodiscard]] std::string to_table(Explanation const& explanation);

}
