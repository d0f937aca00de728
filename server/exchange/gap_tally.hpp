#pragma once
// Which of some members cannot see live notices, and what keeps them from it: counted by origin, recipient and reason
// (docs/policy.md, "Gaps"). Numbers only: no identifier goes in. Pure; one thread at a time.

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "protocol/policy/decision.hpp"
#include "protocol/policy/question.hpp"

namespace huecry::exchange {

/// All that are set must hold.
struct GapQuestion {
  CountrySet recipients;  // whose gaps; members, since to others nothing is owed
  std::optional<CountryCode> origin;
  std::optional<documents::Colour> colour;
  std::optional<policy::Vocabulary::Offences> offences;  // one of them is enough
};

/// What one recipient misses of one origin for one reason.
struct Gap {
  CountryCode origin, recipient;
  policy::Reason reason;
  std::uint32_t notices = 0;
  std::array<std::uint32_t, documents::k_colours.size()> colours{};
  std::array<std::uint32_t, policy::Vocabulary::k_offences_max> offences{};  // a notice with two counts for both
};

class GapTally {
 public:
  static constexpr std::size_t k_gaps_max = 10'000;  // then it is full: about 3 MiB of JSON

  explicit GapTally(GapQuestion const& question) : question_(question) {}

  [[nodiscard]] bool asks_about(policy::Subject const& subject) const noexcept;
  /// One live notice that is asked about, and what is decided about it now.
  void add(policy::Subject const& subject, policy::Decision const& decision);
  /// The next notice may still be added; it is the caller's to stop.
  [[nodiscard]] bool full() const noexcept { return gaps_.size() >= k_gaps_max; }

  [[nodiscard]] std::uint64_t notices() const noexcept { return notices_; }  // that were added
  [[nodiscard]] std::uint64_t missed() const noexcept { return missed_; }    // of those, by one recipient at least
  /// The widest first; of equal ones by origin and recipient.
  [[nodiscard]] std::vector<Gap> gaps() const;

 private:
  Gap& gap(CountryCode origin, CountryCode recipient, policy::Reason const& reason);

  GapQuestion question_;
  std::uint64_t notices_ = 0, missed_ = 0;
  std::unordered_map<std::uint64_t, Gap> gaps_;
};

}
