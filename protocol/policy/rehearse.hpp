#pragma once
// What a new policy set would change for documents that are live: who newly sees each, who no longer does, for whom
// duties or redactions change. Both sets decide; nothing is estimated. One object for each thread, merged at the end.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/policy/compiled_policy.hpp"

namespace huecry::policy {

/// Of one document.
struct Difference {
  CountrySet gained;       // allowed now, not before
  CountrySet lost;         // allowed before, not now: holders get a recall
  CountrySet altered;      // allowed in both, under other duties or without other blocks
  CountrySet requestable;  // neither before nor now allowed, but may be asked for now and not before
  [[nodiscard]] bool empty() const noexcept {
    return gained.empty() && lost.empty() && altered.empty() && requestable.empty();
  }
  friend bool operator==(Difference const&, Difference const&) = default;
};
[[nodiscard]] Difference difference(Decision const& before, Decision const& after) noexcept;

struct RehearsalTotals {
  std::uint64_t gained = 0, lost = 0, altered = 0, requestable = 0;  // documents

  RehearsalTotals& operator+=(RehearsalTotals const& other) noexcept {
    gained += other.gained;
    lost += other.lost;
    altered += other.altered;
    requestable += other.requestable;
    return *this;
  }
};

class Rehearsal {
 public:
  /// Both policies outlive this. Of changed documents at most `listed_max` are listed; all are counted.
  Rehearsal(CompiledPolicy const& before, CompiledPolicy const& after, std::size_t listed_max);

  struct Item {
    std::uint64_t number = 0;  // the caller's: a position in the journal
    Difference difference;
  };

  /// Decides one document by both; `now` of both is the moment when the new set would be in force.
  Difference add(std::uint64_t number, Subject const& subject, Circumstances const& now);
  void merge(Rehearsal const& other);

  [[nodiscard]] std::vector<Item> const& items() const noexcept { return items_; }
  [[nodiscard]] RehearsalTotals const& totals(CountryCode recipient) const noexcept {
    return totals_[recipient.slot()];
  }
  [[nodiscard]] std::uint64_t documents() const noexcept { return documents_; }
  [[nodiscard]] std::uint64_t changed() const noexcept { return changed_; }

 private:
  CompiledPolicy const& before_;
  CompiledPolicy const& after_;
  std::size_t listed_max_;
  std::vector<Item> items_;
  std::array<RehearsalTotals, CountrySet::k_slots> totals_{};
  std::uint64_t documents_ = 0, changed_ = 0;
};

}
