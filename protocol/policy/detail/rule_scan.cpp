#include "protocol/policy/detail/rule_scan.hpp"

#include <algorithm>

namespace huecry::policy::detail {
namespace {

/// Where each attribute's values begin.
enum Shift : unsigned {
  k_channel = 0,
  k_colour = 4,
  k_confidentiality = 15,
  k_handling_shift = 23,
  k_purpose = 28,
  k_minor = 44,
  k_of_origin = 47,
  k_of_recipient = 50,
  k_kind = 53
};

constexpr std::uint64_t field(std::uint64_t mask, unsigned width, unsigned shift) {
  return (mask & ((std::uint64_t{1} << width) - 1)) << shift;
}
constexpr std::uint64_t one(unsigned value, unsigned shift) { return std::uint64_t{1} << (shift + value); }

constexpr std::uint64_t k_always = std::uint64_t{1} << 63;
constexpr std::uint64_t folded(std::size_t offence) { return std::uint64_t{1} << offence % 63; }

/// 128 codes in 64 bits, the highest left free: a sieve that lets through what may match.
std::uint64_t folded(Vocabulary::Offences const& offences) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < Vocabulary::k_offences_max; ++i)
    if (offences[i]) bits |= folded(i);
  return bits;
}

}

std::uint64_t accepts_of(Rule const& rule) noexcept {
  if (rule.dead) return 0;
  return field(rule.channels, 4, k_channel) | field(rule.colours, 11, k_colour) |
         field(rule.confidentiality, 8, k_confidentiality) | field(rule.handling, 5, k_handling_shift) |
         field(rule.purposes, 16, k_purpose) | field(rule.minor, 3, k_minor) | field(rule.of_origin, 3, k_of_origin) |
         field(rule.of_recipient, 3, k_of_recipient) | field(rule.kinds, 8, k_kind);
}

Probe::Probe(Features const& asked, EntityKind kind)
    : features(asked),
      bits(one(asked.channel, k_channel) | one(asked.colour, k_colour) | one(asked.confidentiality, k_confidentiality) |
           one(asked.handling, k_handling_shift) | one(asked.purpose, k_purpose) | one(asked.minor, k_minor) |
           one(asked.of_origin, k_of_origin) | one(static_cast<unsigned>(kind), k_kind)),
      of_recipient{one(0, k_of_recipient), one(1, k_of_recipient), one(2, k_of_recipient)} {
  folded_offences = k_always;
  for (std::size_t i = 0; i < Vocabulary::k_offences_max; ++i) {
    if (!features.offences[i]) continue;
    offences[offence_count++] = static_cast<std::uint8_t>(i);
    folded_offences |= folded(i);
  }
}

Rest rest_of(Rule const& rule) {
  return {rule.origins, rule.any_offence ? Vocabulary::Offences() : rule.offences, rule.any_offence, rule.from,
          rule.until};
}

Entry Rests::entry(Rule const& rule, Rest const& rest) {
  bool const is_new = rest != Rest{} && rest != rests_.back();
  if (is_new) rests_.push_back(rest);
  std::size_t const number = rest == Rest{} ? 0 : rests_.size() - 1;
  return {static_cast<std::uint32_t>(number),
          rule.position,
          rule.redact,
          rule.obligations,
          rule.of_recipient,
          rule.consent};
}

RuleScan::RuleScan(std::span<Rule const> rules) {
  forbids_ = static_cast<std::size_t>(std::ranges::find(rules, false, &Rule::forbid) - rules.begin());
  for (Rule const& rule : rules) {
    accepts_.push_back(accepts_of(rule));
    offences_.push_back(rule.any_offence ? k_always : folded(rule.offences));
    rows_.push_back({rests_.entry(rule, rest_of(rule)), rule.recipients(EntityKind::police)});
  }
}

std::uint64_t RuleScan::sieve(std::size_t begin, std::size_t end, Probe const& probe) const noexcept {
  std::uint64_t found = 0;
  for (std::size_t place = begin; place < end; ++place) {
    bool const offence = (probe.folded_offences & offences_[place]) != 0;
    bool const word = Probe::accepted(accepts_[place], probe.bits);
    found |= std::uint64_t{static_cast<unsigned>(offence) & static_cast<unsigned>(word)} << (place - begin);
  }
  for (std::uint64_t left = found; left != 0; left &= left - 1) __builtin_prefetch(&rows_[begin + lowest(left)]);
  return found;
}

}
