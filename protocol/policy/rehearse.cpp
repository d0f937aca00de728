#include "protocol/policy/rehearse.hpp"

#include <algorithm>

namespace huecry::policy {
namespace {

template <std::size_t N>
CountrySet unequal(std::array<CountrySet, N> const& a, std::array<CountrySet, N> const& b) {
  CountrySet found;
  for (std::size_t i = 0; i < N; ++i) found = found | (a[i] - b[i]) | (b[i] - a[i]);
  return found;
}

void add_one(CountrySet const& members, std::array<RehearsalTotals, CountrySet::k_slots>& totals,
             std::uint64_t RehearsalTotals::* count) {
  members.for_each_slot([&](std::uint8_t slot) { ++(totals[slot].*count); });
}

}

Difference difference(Decision const& before, Decision const& after) noexcept {
  Difference found;
  found.gained = after.allowed - before.allowed;
  found.lost = before.allowed - after.allowed;
  CountrySet const strings = unequal(before.redacted, after.redacted) | unequal(before.obliged, after.obliged);
  found.altered = strings & before.allowed & after.allowed;
  found.requestable = after.requestable - before.requestable - before.allowed;
  return found;
}

Rehearsal::Rehearsal(CompiledPolicy const& before, CompiledPolicy const& after, std::size_t listed_max)
    : before_(before), after_(after), listed_max_(listed_max) {}

Difference Rehearsal::add(std::uint64_t number, Subject const& subject, Circumstances const& now) {
  Difference const found = difference(before_.decide(subject, now), after_.decide(subject, now));
  ++documents_;
  if (found.empty()) return found;
  ++changed_;
  if (items_.size() < listed_max_) items_.push_back({number, found});
  add_one(found.gained, totals_, &RehearsalTotals::gained);
  add_one(found.lost, totals_, &RehearsalTotals::lost);
  add_one(found.altered, totals_, &RehearsalTotals::altered);
  add_one(found.requestable, totals_, &RehearsalTotals::requestable);
  return found;
}

void Rehearsal::merge(Rehearsal const& other) {
  documents_ += other.documents_;
  changed_ += other.changed_;
  items_.insert(items_.end(), other.items_.begin(), other.items_.end());
  std::ranges::sort(items_, {}, &Item::number);
  if (items_.size() > listed_max_) items_.resize(listed_max_);
  for (std::size_t slot = 0; slot < totals_.size(); ++slot) {
    totals_[slot].gained += other.totals_[slot].gained;
    totals_[slot].lost += other.totals_[slot].lost;
    totals_[slot].altered += other.totals_[slot].altered;
    totals_[slot].requestable += other.totals_[slot].requestable;
  }
}

}
