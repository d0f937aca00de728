#pragma once
// A decision in words: for every member what it gets, which rule decides, every clause that fails, and what would
// change it. The same evaluation as deciding, with every layer kept (CompiledPolicy::trace). Pure; any thread.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"
#include "protocol/policy/compiled_policy.hpp"

namespace huecry::policy {

/// The words of the bits that are set.
template <std::size_t N>
[[nodiscard]] std::vector<std::string_view> words_of(Bits bits, std::array<std::string_view, N> const& words) {
  std::vector<std::string_view> found;
  for (std::size_t i = 0; i < N; ++i)
    if (has_bit(bits, i)) found.push_back(words[i]);
  return found;
}

struct Clause {
  Reason reason;
  std::string author;  // "FR"; empty where it is nobody's document
  std::uint32_t seq = 0;
  std::string rule;    // its id, or empty
  std::string remedy;  // what would change it: "FR drops or narrows rule no-x"
};

/// The reason with the document and the rule that it names, without a remedy.
[[nodiscard]] Clause clause_of(CompiledPolicy const& policy, CountryCode origin, CountryCode recipient,
                               Reason const& reason);
/// {"by","cause","author","seq","rule","remedy"}, without what is empty.
[[nodiscard]] json::Json clause_json(Clause const& clause);

struct RecipientExplanation {
  CountryCode country;
  Verdict verdict = Verdict::deny;
  Clause permit;                // of an allowed member
  std::vector<Clause> failing;  // every clause that fails, in the order of evaluation; empty for an allowed member
  std::vector<std::string_view> redactions, obligations;

  [[nodiscard]] Clause const& deciding() const noexcept { return failing.empty() ? permit : failing.front(); }
};

struct EntityExplanation {
  std::string entity;  // "IT/CUSTOMS"
  Verdict verdict = Verdict::deny;
  Clause deciding;
  std::vector<std::string_view> redactions, obligations;
};

/// For every member, in order of the table, and for those entities that were asked about.
struct Explanation {
  Digest policy;
  std::vector<RecipientExplanation> recipients;
  std::vector<EntityExplanation> entities;
};

[[nodiscard]] Explanation explain(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now,
                                  std::span<Principal const> entities = {});

/// {"v":1,"policy":…,"recipients":[{"country","verdict","deciding":{…},"failing":[…],"redactions","obligations"}],
/// "entities":[{"entity","verdict","deciding","redactions","obligations"}]}, the last only where some were asked about
[[nodiscard]] std::string to_json(Explanation const& explanation);
/// Reads that back, but for the place of a clause's rule, which only its document knows. Errors: json_invalid, also for
/// a word of a newer program; encoding_invalid, parameter_invalid.
[[nodiscard]] Result<Explanation> explanation_from_json(std::string_view text);
/// Lines of fixed columns for a terminal; members with the same answer for the same reason stand on one line.
[[nodiscard]] std::string to_table(Explanation const& explanation);

}
