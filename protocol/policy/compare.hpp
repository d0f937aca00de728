#pragma once
// Does a new policy set widen access anywhere at all? Decided over all documents that there can be, not by sampling:
// attributes fall into classes that no rule tells apart, and one of each class is decided by both sets. Pure; any
// thread.
//
// "Wider" is: someone receives, or may ask for, what he could not; or receives with fewer duties or with a block that
// was kept back; or is told of hits. Restrictions of single documents (addressees, exclude) bind alike under both sets
// and play no part.

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/policy/compiled_policy.hpp"
#include "protocol/policy/record.hpp"

namespace huecry::policy {

enum class Widening : std::uint8_t {
  impossible,  // proven
  found,       // with an example that both sets have decided
  not_proven   // more classes than the limit: neither
};
[[nodiscard]] std::string_view to_text(Widening widening) noexcept;  // "cannot-widen", "widens", "not-proven"

/// One document for one recipient, as plain as the difference allows.
struct WideningExample {
  Question question;
  CountryCode recipient;
  std::optional<Principal> entity;  // of that country; absent: the bureau itself
  Verdict before = Verdict::deny, after = Verdict::deny;
  Bits redactions_before = 0, redactions_after = 0, obligations_before = 0, obligations_after = 0;
  std::string rule;  // the changed rule that lets it through: "release FR/to-neighbours"
};

struct Comparison {
  Widening widening = Widening::impossible;
  std::optional<WideningExample> example;
  std::uint64_t decided = 0;  // questions that were put to both
  bool of_hits = false;       // the example is not of a document, but of who is told of hits on it
};

struct CompareLimits {
  std::uint64_t questions_max = 2'000'000;
};

/// From `at` on, for ever. `members` may send and receive; suspensions of the trust list bind alike and are left out.
[[nodiscard]] Comparison compare(CompiledPolicy const& before, CompiledPolicy const& after, CountrySet const& members,
                                 UnixSeconds at, CompareLimits limits = {});

/// {"v":1,"widening":…,"decided":…,"example":{"subject":…,"now":…,"recipient":…,"before":…,"after":…}}
[[nodiscard]] std::string to_json(CompiledPolicy const& after, Comparison const& comparison);

/// Rules that count as nothing, or as met, because something that they name is not there: [{"in","rule","fault"}]. With
/// it they may do otherwise, so whoever compares what authors wrote proves nothing while there are any.
[[nodiscard]] json::Json faults_of(CompiledPolicy const& before, CompiledPolicy const& after);

}
