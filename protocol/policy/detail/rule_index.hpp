#pragma once
// Which of the rules of one document match a question: a row of bits over the rules for every value of every attribute,
// and an AND of five rows. A thousand rules cost sixteen words of each row, and no rule is looked at that does not
// match. Immutable once built; any thread; looking allocates nothing.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "protocol/policy/detail/rule.hpp"

namespace huecry::policy::detail {

/// A question in the numbers of the rows: the same for every document.
struct Probe {
  std::uint16_t travel = 0, label = 0, origin = 0, person = 0;  // rows of the four fixed attributes
  std::array<std::uint8_t, Vocabulary::k_offences_max> offences{};
  std::size_t offence_count = 0;
  std::int64_t at = 0;

  Probe(Features const& features, EntityKind kind);
  /// For documents that speak to one recipient: nationality of the recipient joins the person's row.
  void set_national_of_recipient(Ternary value) noexcept;

 private:
  std::uint16_t person_base_ = 0;
};

class RuleIndex {
 public:
  RuleIndex() = default;
  /// Slots are places in `rules`, forbids first. If a rule's recipients are one country's alone, `only` says which:
  /// kinds and its nationality are then decided by the index, else by the caller.
  RuleIndex(std::span<Rule const> rules, std::optional<CountryCode> only);

  /// visit(place) for each rule that matches, in order; stops when visit returns true, and then returns true.
  template <class Visit>
  bool any_forbid(Probe const& probe, Visit&& visit) const {
    return scan(probe, 0, forbid_words_, 0, visit);
  }
  template <class Visit>
  bool any_permit(Probe const& probe, Visit&& visit) const {
    return scan(probe, forbid_words_, words_, forbids_, visit);
  }

  static constexpr std::size_t k_word_bits = 64;

 private:
  enum Table : std::uint8_t { travel, label, origin, person, offence, tables_ };
  using Row = std::uint64_t const*;

  [[nodiscard]] Row row(Table table, std::size_t value) const noexcept {
    return rows_.data() + static_cast<std::size_t>(row_of_[first_[table] + value]) * words_;
  }

  template <class Visit>
  bool scan(Probe const& probe, std::size_t begin, std::size_t end, std::size_t first_place, Visit& visit) const {
    if (begin == end) return false;
    std::array<Row, 4> const fixed{row(travel, probe.travel), row(label, probe.label), row(origin, probe.origin),
                                   row(person, probe.person)};
    Row const one = row(offence, probe.offence_count == 0 ? Vocabulary::k_offences_max : probe.offences[0]);
    for (std::size_t word = begin; word < end; ++word) {
      std::uint64_t found = fixed[0][word] & fixed[1][word] & fixed[2][word] & fixed[3][word];
      if (found == 0) continue;
      std::uint64_t by_offence = one[word];
      for (std::size_t i = 1; i < probe.offence_count; ++i) by_offence |= row(offence, probe.offences[i])[word];
      found &= by_offence;
      for (; found != 0; found &= found - 1) {
        auto const slot = (word - begin) * k_word_bits + static_cast<std::size_t>(std::countr_zero(found));
        if (windows_[first_place + slot].holds_at(probe.at) && visit(first_place + slot)) return true;
      }
    }
    return false;
  }

  struct Window {
    std::int64_t from, until;
    [[nodiscard]] bool holds_at(std::int64_t at) const noexcept { return from <= at && at < until; }
  };

  class Builder;

  std::array<std::size_t, tables_> first_{};
  std::vector<std::uint16_t> row_of_;  // by table and value
  std::vector<std::uint64_t> rows_;    // distinct rows of words_ each: forbids, then permits
  std::vector<Window> windows_;        // by place
  std::size_t words_ = 0, forbid_words_ = 0, forbids_ = 0;
};

}
