#pragma once
// The intake rules of all recipients together. A question meets only the rules that ask for its origin, for its colour
// and one of its offences, or for its colour: each rule stands where it is met most seldom. Within such a bucket the
// rules of one recipient stand together, so that looking runs through memory in one direction. Immutable once built;
// any thread; looking allocates nothing.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "protocol/policy/detail/rule_scan.hpp"

namespace huecry::policy::detail {

class IntakeTable {
 public:
  /// What a rule's word does not say. `ask_rule`: nor does this, so the rule itself is asked.
  struct Entry {
    std::uint32_t origins = 0;  // place in the table of sets; 0 is everyone
    std::uint16_t position = 0;
    std::uint16_t place = 0;  // in the recipient's rules
    Bits redact = 0, obligations = 0;
    bool consent = false, ask_rule = false;
  };

  /// Rules that are met together. Those of one recipient and effect stand together: a part.
  struct Bucket {
    std::vector<std::uint64_t> accepts;
    std::vector<Entry> entries;
    std::vector<std::uint32_t> begins;  // by part, twice the recipient's number, one more for permits; and the end
    CountrySet with_forbids, with_permits;
  };

  /// The buckets that a question meets, found once for all recipients.
  struct Met {
    std::array<Bucket const*, Vocabulary::k_offences_max + 2> buckets{};
    std::size_t count = 0;
    [[nodiscard]] std::span<Bucket const* const> span() const noexcept { return std::span(buckets).first(count); }
  };

  struct Recipient {
    CountryCode country;
    std::span<Rule const> rules;  // forbids first; outlive the table
  };

  IntakeTable() = default;
  explicit IntakeTable(std::vector<Recipient> recipients);

  [[nodiscard]] Met met_by(Probe const& probe) const noexcept;
  /// Whom a permit without any condition and without strings serves, and the position of that permit by slot. Their
  /// other permits without strings are not in the buckets.
  [[nodiscard]] CountrySet const& served() const noexcept { return served_; }
  [[nodiscard]] std::uint16_t serving(std::uint8_t slot) const noexcept { return serving_[slot]; }

  [[nodiscard]] std::size_t number(std::uint8_t slot) const noexcept { return number_[slot]; }
  /// The lowest position among the forbids of a recipient that has some in the bucket.
  [[nodiscard]] static std::uint16_t first_forbid(Bucket const& bucket, std::size_t number) noexcept {
    return bucket.entries[bucket.begins[number * 2]].position;
  }

  /// visit(entry) for each rule of the part that matches, in order, until it returns true. `bits` are the probe's with
  /// the recipient's nationality.
  template <class Visit>
  void each(Bucket const& bucket, std::uint8_t slot, bool permits, Probe const& probe, std::uint64_t bits,
            Visit&& visit) const {
    std::size_t const part = number_[slot] * std::size_t{2} + (permits ? 1 : 0);
    for (std::size_t at = bucket.begins[part]; at < bucket.begins[part + 1]; ++at)
      if (Probe::accepted(bucket.accepts[at], bits) && rest_matches(bucket.entries[at], slot, probe) &&
          visit(bucket.entries[at]))
        return;
  }

 private:
  class Builder;

  [[nodiscard]] bool rest_matches(Entry const& entry, std::uint8_t slot, Probe const& probe) const noexcept {
    if (entry.origins != 0 && !origin_sets_[entry.origins].contains(probe.features.origin)) return false;
    return !entry.ask_rule || RuleScan::rest_matches(recipients_[number_[slot]].rules[entry.place], probe.features);
  }

  std::vector<Recipient> recipients_;
  std::array<std::uint8_t, CountrySet::k_slots> number_{};  // by slot: the recipient's
  CountrySet served_;
  std::array<std::uint16_t, CountrySet::k_slots> serving_{};
  std::vector<CountrySet> origin_sets_;
  std::vector<Bucket> buckets_;           // 0 is empty
  std::vector<std::uint16_t> bucket_of_;  // by key: origins, then colours, then colours × offences
};

}
