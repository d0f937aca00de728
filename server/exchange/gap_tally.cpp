#include "server/exchange/gap_tally.hpp"

#include <algorithm>
#include <tuple>

namespace huecry::exchange {
namespace {

/// Origin, recipient and reason as one number.
std::uint64_t key_of(CountryCode origin, CountryCode recipient, policy::Reason const& reason) noexcept {
  std::uint64_t key = origin.slot();
  key = key << 8U | recipient.slot();
  key = key << 8U | static_cast<std::uint8_t>(reason.layer);
  key = key << 8U | static_cast<std::uint8_t>(reason.cause);
  return key << 16U | reason.rule;
}

std::vector<std::size_t> numbers_of(policy::Vocabulary::Offences const& offences) {
  std::vector<std::size_t> numbers;
  for (std::size_t number = 0; number < offences.size(); ++number)
    if (offences.test(number)) numbers.push_back(number);
  return numbers;
}

auto order_of(Gap const& gap) {
  return std::tuple(~gap.notices, gap.origin, gap.recipient, gap.reason.layer, gap.reason.cause, gap.reason.rule);
}

}

bool GapTally::asks_about(policy::Subject const& subject) const noexcept {
  if (question_.origin && *question_.origin != subject.origin) return false;
  if (question_.colour && question_.colour != subject.colour) return false;
  return !question_.offences || (*question_.offences & subject.offences).any();
}

void GapTally::add(policy::Subject const& subject, policy::Decision const& decision) {
  ++notices_;
  CountrySet const missing = question_.recipients - decision.allowed - CountrySet{subject.origin};
  if (missing.empty()) return;
  ++missed_;
  auto const offences = numbers_of(subject.offences);
  for (CountryCode const recipient : missing.members()) {
    Gap& found = gap(subject.origin, recipient, decision.reason(recipient));
    ++found.notices;
    if (subject.colour) ++found.colours[static_cast<std::size_t>(*subject.colour)];
    for (std::size_t const number : offences) ++found.offences[number];
  }
}

Gap& GapTally::gap(CountryCode origin, CountryCode recipient, policy::Reason const& reason) {
  auto const [at, added] = gaps_.try_emplace(key_of(origin, recipient, reason));
  if (added) {
    at->second.origin = origin;
    at->second.recipient = recipient;
    at->second.reason = reason;
  }
  return at->second;
}

std::vector<Gap> GapTally::gaps() const {
  std::vector<Gap> sorted;
  sorted.reserve(gaps_.size());
  for (auto const& [key, gap] : gaps_) sorted.push_back(gap);
  std::ranges::sort(sorted, {}, order_of);
  return sorted;
}

}
