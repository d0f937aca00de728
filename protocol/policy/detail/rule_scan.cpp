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

constexpr std::size_t k_values = 61;  // of all attributes

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
  for (std::size_t i = 0; i < Vocabulary::k_offences_max; ++i)
    if (features.offences[i]) offences[offence_count++] = static_cast<std::uint8_t>(i);
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

RuleScan::RuleScan(std::span<Rule const> rules)
    : words_((rules.size() + k_together - 1) / k_together), accepting_(k_values * words_), offending_(words_) {
  forbids_ = static_cast<std::size_t>(std::ranges::find(rules, false, &Rule::forbid) - rules.begin());
  rows_.reserve(rules.size());
  for (Rule const& rule : rules) {
    for (std::size_t code = 0; code < offence_row_.size(); ++code) {
      if (rule.any_offence || !rule.offences[code] || offence_row_[code] != 0) continue;
      offence_row_[code] = static_cast<std::uint8_t>(offending_.size() / words_);
      offending_.resize(offending_.size() + words_);
    }
  }
  for (Rule const& rule : rules) {
    transpose(rule, rows_.size());
    rows_.push_back({rests_.entry(rule, rest_of(rule)), rule.recipients(EntityKind::police)});
  }
}

void RuleScan::transpose(Rule const& rule, std::size_t place) {
  std::size_t const word = place / k_together;
  std::uint64_t const bit = std::uint64_t{1} << place % k_together;
  for (std::uint64_t left = accepts_of(rule); left != 0; left &= left - 1)
    accepting_[lowest(left) * words_ + word] |= bit;
  for (std::size_t at = word; rule.any_offence && at < offending_.size(); at += words_) offending_[at] |= bit;
  for (std::size_t code = 0; !rule.any_offence && code < offence_row_.size(); ++code)
    if (rule.offences[code]) offending_[offence_row_[code] * words_ + word] |= bit;
}

std::uint64_t RuleScan::sieve(std::size_t word, std::uint64_t asked, Probe const& probe) const noexcept {
  std::uint64_t found = offending_[word];
  for (std::size_t i = 0; i < probe.offence_count; ++i)
    found |= offending_[offence_row_[probe.offences[i]] * words_ + word];
  found &= asked;
  for (std::uint64_t left = probe.bits; left != 0; left &= left - 1) found &= accepting_[lowest(left) * words_ + word];
  for (std::uint64_t left = found; left != 0; left &= left - 1)
    __builtin_prefetch(&rows_[word * k_together + lowest(left)]);
  return found;
}

}
