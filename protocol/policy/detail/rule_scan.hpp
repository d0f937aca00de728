#pragma once
// Which rules match a question. A rule's masks over the small attributes are one word, and so is the question: one AND
// says that a rule does not match, and only what is left is looked at. Immutable once built; any thread; looking
// allocates nothing.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "protocol/policy/detail/rule.hpp"

namespace huecry::policy::detail {

/// What a rule accepts of channel, colour, confidentiality, handling, purpose, minority, nationalities and kinds: a bit
/// for each value.
[[nodiscard]] std::uint64_t accepts_of(Rule const& rule) noexcept;

/// A question in the same bits: one for each attribute. What it does not share with a rule's word is not accepted.
struct Probe {
  Features features;
  std::uint64_t bits = 0;                       // without the nationality of the recipient
  std::array<std::uint64_t, 3> of_recipient{};  // by Ternary
  std::array<std::uint8_t, Vocabulary::k_offences_max> offences{};
  std::size_t offence_count = 0;

  Probe(Features const& asked, EntityKind kind);
  [[nodiscard]] static bool accepted(std::uint64_t accepts, std::uint64_t bits) noexcept {
    return (bits & ~accepts) == 0;
  }
};

/// The rules of a document that speaks to many recipients, in order. Recipients, their kind and their nationality are
/// the caller's to look at.
class RuleScan {
 public:
  RuleScan() = default;
  explicit RuleScan(std::span<Rule const> rules);

  /// visit(place) for each rule of [begin, end) that matches, in order.
  template <class Visit>
  void each(std::span<Rule const> rules, std::size_t begin, std::size_t end, Probe const& probe, Visit&& visit) const {
    std::uint64_t const offences = folded(probe.features.offences);
    for (std::size_t place = begin; place < end; ++place)
      if (Probe::accepted(accepts_[place], probe.bits) && (offences & offences_[place]) != 0 &&
          rest_matches(rules[place], probe.features))
        visit(place);
  }
  [[nodiscard]] std::size_t forbids() const noexcept { return forbids_; }
  [[nodiscard]] std::size_t size() const noexcept { return accepts_.size(); }

  /// 128 codes in 64 bits, the highest always set: a sieve that lets through what may match.
  [[nodiscard]] static std::uint64_t folded(Vocabulary::Offences const& offences) noexcept;
  /// What the words do not say: origin, offences, window.
  [[nodiscard]] static bool rest_matches(Rule const& rule, Features const& features) noexcept {
    return rule.origins.contains(features.origin) && (rule.any_offence || (rule.offences & features.offences).any()) &&
           rule.holds_at(features.at);
  }

 private:
  std::vector<std::uint64_t> accepts_, offences_;  // by place; offences folded
  std::size_t forbids_ = 0;
};

}
