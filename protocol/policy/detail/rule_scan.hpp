#pragma once
// Which rules match a question. A rule's masks over the small attributes are one word, and so is the question: one AND
// says that a rule does not match, and only what is left is looked at. Where many rules are asked the same, the words
// stand transposed: by value, which rules accept it, so that one AND asks 64 of them. What is looked at is small and
// stands together: the rules themselves are spread over more memory than a processor keeps at hand. Immutable once
// built; any thread; looking allocates nothing.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
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

/// What a rule's word does not say of the question.
struct Rest {
  CountrySet origins = CountrySet::everyone();
  Vocabulary::Offences offences;
  bool any_offence = true;
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), until = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] bool matches(Features const& features) const noexcept {
    return origins.contains(features.origin) && (any_offence || (offences & features.offences).any()) &&
           from <= features.at && features.at < until;
  }
  friend bool operator==(Rest const&, Rest const&) = default;
};
[[nodiscard]] Rest rest_of(Rule const& rule);

/// Of a rule, what is needed when its word matches.
struct Entry {
  std::uint32_t rest = 0;      // its number in Rests
  std::uint16_t position = 0;  // of the rule in its document
  Bits redact = 0, obligations = 0;
  std::uint8_t of_recipient = 7;
  bool consent = false;
  [[nodiscard]] bool has_strings() const noexcept { return consent || redact != 0 || obligations != 0; }
};

/// Most rules have no rest: number 0.
class Rests {
 public:
  [[nodiscard]] Entry entry(Rule const& rule, Rest const& rest);
  [[nodiscard]] bool match(Entry const& entry, Features const& features) const noexcept {
    return entry.rest == 0 || rests_[entry.rest].matches(features);
  }

 private:
  std::vector<Rest> rests_{1};
};

/// The rules of a document that speaks to many recipients, in order. Recipients, their kind and their nationality are
/// the caller's to look at.
class RuleScan {
 public:
  struct Row {
    Entry entry;
    CountrySet police;  // recipients of that kind
  };

  RuleScan() = default;
  explicit RuleScan(std::span<Rule const> rules);

  /// visit(place, row) for each rule of [begin, end) that matches, in order.
  template <class Visit>
  void each(std::size_t begin, std::size_t end, Probe const& probe, Visit&& visit) const {
    for (std::size_t word = begin / k_together; word * k_together < end; ++word) {
      std::size_t const first = word * k_together;
      std::uint64_t const found = sieve(word, within(begin, end, first), probe);
      for (std::uint64_t left = found; left != 0; left &= left - 1)
        if (auto const& row = rows_[first + lowest(left)]; rests_.match(row.entry, probe.features))
          visit(first + lowest(left), row);
    }
  }
  [[nodiscard]] std::size_t forbids() const noexcept { return forbids_; }
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

 private:
  static constexpr std::size_t k_together = 64;
  static std::size_t lowest(std::uint64_t bits) noexcept { return static_cast<std::size_t>(std::countr_zero(bits)); }

  /// Bits of the places in [begin, end), of the 64 from `first` on.
  static std::uint64_t within(std::size_t begin, std::size_t end, std::size_t first) noexcept {
    std::uint64_t bits = ~std::uint64_t{0};
    if (begin > first) bits <<= begin - first;
    if (end < first + k_together) bits &= (std::uint64_t{1} << (end - first)) - 1;
    return bits;
  }

  /// Those of 64 rules that may match. Their rows are on their way from memory, all at once, when this returns.
  [[nodiscard]] std::uint64_t sieve(std::size_t word, std::uint64_t asked, Probe const& probe) const noexcept;
  void transpose(Rule const& rule, std::size_t place);

  std::size_t words_ = 0;                 // that one value takes
  std::vector<std::uint64_t> accepting_;  // by value of an attribute and place: a bit for each rule that accepts it
  std::vector<std::uint64_t> offending_;  // likewise by offence_row_; of row 0, the rules that accept any offence
  std::array<std::uint8_t, Vocabulary::k_offences_max> offence_row_{};  // those that no rule names have row 0
  std::vector<Row> rows_;
  Rests rests_;
  std::size_t forbids_ = 0;
};

}
