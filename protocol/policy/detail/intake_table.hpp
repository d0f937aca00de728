#pragma once
// The intake rules of all recipients together. A question meets only the rules that ask for its origin, for its colour,
// for one of its offences, for both, or for none of them: each rule stands where it is met most seldom, and once if it
// asks for none. Within such a bucket the rules of one recipient stand together, so that looking runs through memory in
// one direction. Immutable once built; any thread; looking allocates nothing.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "protocol/policy/detail/rule_scan.hpp"

namespace huecry::policy::detail {

class IntakeTable {
 public:
  /// Rules that are met together. Those of one recipient and effect stand together: a part.
  struct Bucket {
    std::vector<std::uint64_t> accepts;
    std::vector<Entry> entries;
    std::vector<std::uint32_t> begins;  // by part, twice the recipient's number, one more for permits; and the end
    std::vector<std::uint16_t> first_forbid;  // by recipient's number: the lowest position of its forbids
    CountrySet with_forbids, with_permits;

    /// Has the first forbids of a recipient come from memory while others are looked at. Any number.
    void fetch_forbids(std::size_t number) const noexcept {
      if (number >= first_forbid.size()) return;
      std::size_t const at = begins[number * 2];
      if (at >= entries.size()) return;
      __builtin_prefetch(&accepts[at]);
      __builtin_prefetch(&entries[at]);
      __builtin_prefetch(&entries[std::min(at + k_line_entries, entries.size() - 1)]);
    }
    static constexpr std::size_t k_line_entries = 64 / sizeof(Entry);
  };

  /// The buckets that a question meets, found once for all recipients.
  struct Met {
    std::array<Bucket const*, 2 * Vocabulary::k_offences_max + 3> buckets{};
    std::size_t count = 0;
    [[nodiscard]] std::span<Bucket const* const> span() const noexcept { return std::span(buckets).first(count); }
  };

  struct Recipient {
    CountryCode country;
    std::span<Rule const> rules;  // forbids first
  };

  IntakeTable() = default;
  explicit IntakeTable(std::span<Recipient const> recipients);

  [[nodiscard]] Met met_by(Probe const& probe) const noexcept;
  /// Whom a permit without any condition and without strings serves, and the position of that permit by slot. Their
  /// other permits without strings are not in the buckets.
  [[nodiscard]] CountrySet const& served() const noexcept { return served_; }
  [[nodiscard]] std::uint16_t serving(std::uint8_t slot) const noexcept { return serving_[slot]; }

  [[nodiscard]] std::size_t number(std::uint8_t slot) const noexcept { return number_[slot]; }
  /// visit(entry) for each rule of the part that matches, in order, until it returns true. `bits` are the probe's with
  /// the recipient's nationality.
  template <class Visit>
  void each(Bucket const& bucket, std::uint8_t slot, bool permits, Probe const& probe, std::uint64_t bits,
            Visit&& visit) const {
    std::size_t const part = number_[slot] * std::size_t{2} + (permits ? 1 : 0);
    for (std::size_t at = bucket.begins[part]; at < bucket.begins[part + 1]; ++at)
      if (Probe::accepted(bucket.accepts[at], bits) && rests_.match(bucket.entries[at], probe.features) &&
          visit(bucket.entries[at]))
        return;
  }

 private:
  class Builder;

  std::array<std::uint8_t, CountrySet::k_slots> number_{};  // by slot: the recipient's
  CountrySet served_;
  std::array<std::uint16_t, CountrySet::k_slots> serving_{};
  Rests rests_;
  std::vector<Bucket> buckets_;           // 0 is empty
  std::vector<std::uint16_t> bucket_of_;  // by key
};

}
