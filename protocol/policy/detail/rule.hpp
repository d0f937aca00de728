#pragma once
// A rule of a policy document in numbers: what it matches, as masks over every attribute. Immutable once made.
//
// Three-valued attributes are resolved by effect here: the mask of a forbid holds `unknown`, that of a permit does not.

#include <cstdint>
#include <limits>
#include <string>

#include "protocol/base/country.hpp"
#include "protocol/policy/question.hpp"
#include "protocol/policy/vocabulary.hpp"

namespace huecry::policy::detail {

/// Bits by number; the highest bit of each attribute stands for "the document has none".
template <class Word>
inline constexpr Word k_any = std::numeric_limits<Word>::max();

/// What is the same in a question for every rule.
struct Features {
  std::uint8_t channel = 0, colour = 0, confidentiality = 0, handling = 0, purpose = 0;  // numbers; none has the last
  std::uint8_t minor = 0, of_origin = 0;                                                 // Ternary
  CountryCode origin;
  Vocabulary::Offences offences;
  std::int64_t at = 0;  // Unix seconds

  static constexpr std::uint8_t k_no_colour = 10, k_no_confidentiality = 7, k_no_handling = 4, k_no_purpose = 15;
};
[[nodiscard]] Features features_of(Subject const& subject, Circumstances const& now);

struct Rule {
  std::string id;
  std::uint16_t position = 0;  // in its document
  bool forbid = false;
  bool dead = false;  // a permit with a fault: gives nothing

  std::uint8_t channels = k_any<std::uint8_t>, confidentiality = k_any<std::uint8_t>, handling = k_any<std::uint8_t>;
  std::uint16_t colours = k_any<std::uint16_t>, purposes = k_any<std::uint16_t>;
  std::uint8_t minor = 7, of_origin = 7, of_recipient = 7;  // bits by Ternary
  bool any_offence = true;
  Vocabulary::Offences offences;
  CountrySet origins = CountrySet::everyone();

  CountrySet plain = CountrySet::everyone();    // recipients of the kinds that except does not name
  CountrySet reduced = CountrySet::everyone();  // of the kinds that it names
  Bits kinds = k_any<Bits>, reduced_kinds = 0;
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), until = std::numeric_limits<std::int64_t>::max();

  bool consent = false;
  Bits redact = 0, obligations = 0;
  std::string fault;  // why it counts as it does, for people; empty for a sound rule

  /// Recipients of this kind, before nationality is looked at.
  [[nodiscard]] CountrySet recipients(EntityKind kind) const noexcept;
  /// Everything but recipients and their nationality.
  [[nodiscard]] bool matches(Features const& features) const noexcept;
  [[nodiscard]] bool holds_at(std::int64_t at) const noexcept { return from <= at && at < until; }
  [[nodiscard]] bool has_strings() const noexcept { return consent || redact != 0 || obligations != 0; }
  friend bool operator==(Rule const&, Rule const&) = default;
};

}
