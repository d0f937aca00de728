#pragma once
// The intake rules of all recipients together. A question meets only the rules that ask for its origin, for its colour
// and one of its offences, or for its colour: each rule stands where it is met most seldom. Within such a bucket the
// rules of one recipient stand together, so that looking runs through memory in one direction. Immutable once built; any
// thread; looking allocates nothing.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "protocol/policy/detail/rule_scan.hpp"

namespace huecry::policy::detail {

class IntakeTable {
 public:
  /// A rule as far as it must be looked at. What a word cannot hold is asked of the rule itself.
  struct Entry {
    std::uint64_t accepts = 0;
    std::uint32_t origins = 0;  // place in the table of sets; 0 is everyone
    std::uint16_t position = 0;
    std::uint16_t place = 0;  // in the recipient's rules
    Bits redact = 0, obligations = 0;
    bool consent = false, ask_rule = false;
  };

  /// The buckets that a question meets, found once for all recipients.
  struct Met {
    std::array<std::uint16_t, Vocabulary::k_offences_max + 2> buckets{};
    std::size_t count = 0;
  };

  IntakeTable() = default;
  /// `rules_of`[i] are the rules of recipient number i, forbids first; they outlive this.
  explicit IntakeTable(std::vector<std::span<Rule const>> rules_of);

  [[nodiscard]] Met met_by(Probe const& probe) const noexcept;

  /// Position of the first forbid of a recipient that matches, or k_none. `bits` are the probe's with nationality.
  [[nodiscard]] std::uint16_t first_forbid(Met const& met, std::size_t recipient, Probe const& probe,
                                           std::uint64_t bits) const noexcept;
  /// visit(entry) for each permit that matches, in no order. Of permits without strings, one may stand for all.
  template <class Visit>
  void each_permit(Met const& met, std::size_t recipient, Probe const& probe, std::uint64_t bits, Visit&& visit) const {
    for (std::size_t i = 0; i < met.count; ++i)
      for (Entry const& entry : entries(met.buckets[i], recipient * 2 + 1))
        if (matches(entry, recipient, probe, bits)) visit(entry);
  }

  static constexpr std::uint16_t k_none = 0xFFFF;

 private:
  struct Bucket {
    std::vector<Entry> entries;
    std::vector<std::uint32_t> begins;  // of forbids and permits of each recipient, and the end
  };
  class Builder;

  [[nodiscard]] std::span<Entry const> entries(std::size_t bucket, std::size_t part) const noexcept {
    Bucket const& of = buckets_[bucket];
    return std::span(of.entries).subspan(of.begins[part], of.begins[part + 1] - of.begins[part]);
  }
  [[nodiscard]] bool matches(Entry const& entry, std::size_t recipient, Probe const& probe,
                             std::uint64_t bits) const noexcept {
    if (!Probe::accepted(entry.accepts, bits)) return false;
    if (entry.origins != 0 && !origin_sets_[entry.origins].contains(probe.features.origin)) return false;
    return !entry.ask_rule || RuleScan::rest_matches(rules_of_[recipient][entry.place], probe.features);
  }

  std::vector<std::span<Rule const>> rules_of_;
  std::vector<CountrySet> origin_sets_;
  std::vector<Bucket> buckets_;                // 0 is empty
  std::vector<std::uint16_t> bucket_of_;       // by key: origins, then colours, then colours × offences
};

}
