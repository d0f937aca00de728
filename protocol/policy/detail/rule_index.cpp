#include "protocol/policy/detail/rule_index.hpp"

#include <algorithm>
#include <map>

#include "protocol/base/assert.hpp"

namespace huecry::policy::detail {
namespace {

// Values of each table, as mixed numbers of the attributes that it joins.
constexpr std::size_t k_colours = 11, k_channels_count = 4;
constexpr std::size_t k_confidentialities = 8, k_handlings = 5, k_purposes = 16;
constexpr std::size_t k_kinds = k_entity_kinds.size(), k_ternaries = 3;
constexpr std::array<std::size_t, 5> k_table_sizes{k_channels_count * k_colours,
                                                   k_confidentialities* k_handlings* k_purposes, CountrySet::k_slots,
                                                   k_kinds* k_ternaries* k_ternaries* k_ternaries,
                                                   Vocabulary::k_offences_max + 1};

std::uint16_t travel_of(std::size_t channel, std::size_t colour) {
  return static_cast<std::uint16_t>(channel * k_colours + colour);
}
std::uint16_t label_of(std::size_t confidentiality, std::size_t handling, std::size_t purpose) {
  return static_cast<std::uint16_t>((confidentiality * k_handlings + handling) * k_purposes + purpose);
}
std::uint16_t person_of(std::size_t kind, std::size_t minor, std::size_t of_origin, std::size_t of_recipient) {
  return static_cast<std::uint16_t>(((kind * k_ternaries + minor) * k_ternaries + of_origin) * k_ternaries +
                                    of_recipient);
}

bool has(unsigned mask, std::size_t number) { return (mask >> number & 1U) != 0; }

}

Probe::Probe(Features const& features, EntityKind kind)
    : travel(travel_of(features.channel, features.colour)),
      label(label_of(features.confidentiality, features.handling, features.purpose)),
      origin(features.origin.slot()),
      at(features.at),
      person_base_(person_of(static_cast<std::size_t>(kind), features.minor, features.of_origin, 0)) {
  person = person_base_;
  for (std::size_t i = 0; i < Vocabulary::k_offences_max; ++i)
    if (features.offences[i]) offences[offence_count++] = static_cast<std::uint8_t>(i);
}

void Probe::set_national_of_recipient(Ternary value) noexcept {
  person = static_cast<std::uint16_t>(person_base_ + static_cast<std::uint16_t>(value));
}

/// Fills one full row per value, then keeps each distinct row once.
class RuleIndex::Builder {
 public:
  Builder(RuleIndex& index, std::span<Rule const> rules, std::optional<CountryCode> only)
      : index_(index), rules_(rules), only_(only) {}

  void build() {
    auto const permit = std::ranges::find(rules_, false, &Rule::forbid);
    index_.forbids_ = static_cast<std::size_t>(permit - rules_.begin());
    index_.forbid_words_ = words_for(index_.forbids_);
    index_.words_ = index_.forbid_words_ + words_for(rules_.size() - index_.forbids_);
    for (Rule const& rule : rules_) index_.windows_.push_back({rule.from, rule.until});
    for (std::size_t table = 0; table < tables_; ++table) {
      index_.first_[table] = index_.row_of_.size();
      add_table(static_cast<Table>(table));
    }
  }

 private:
  static std::size_t words_for(std::size_t count) { return (count + k_word_bits - 1) / k_word_bits; }

  void add_table(Table table) {
    std::size_t const values = k_table_sizes[table], words = index_.words_;
    std::vector<std::uint64_t> full(values * words);
    for (std::size_t place = 0; place < rules_.size(); ++place) {
      Rule const& rule = rules_[place];
      if (rule.dead) continue;
      std::size_t const slot = place < index_.forbids_
                                   ? place
                                   : index_.forbid_words_ * k_word_bits + place - index_.forbids_;
      std::uint64_t const mark = std::uint64_t{1} << slot % k_word_bits;
      each_value(table, rule, [&](std::size_t value) { full[value * words + slot / k_word_bits] |= mark; });
    }
    for (std::size_t value = 0; value < values; ++value)
      index_.row_of_.push_back(keep(std::span(full).subspan(value * words, words)));
  }

  template <class Mark>
  void each_value(Table table, Rule const& rule, Mark&& mark) const {
    switch (table) {
      case travel: return each_travel(rule, mark);
      case label: return each_label(rule, mark);
      case origin: return rule.origins.for_each_slot(mark);
      case person: return each_person(rule, mark);
      default: return each_offence(rule, mark);
    }
  }

  template <class Mark>
  static void each_travel(Rule const& rule, Mark&& mark) {
    for (std::size_t channel = 0; channel < k_channels_count; ++channel)
      for (std::size_t colour = 0; colour < k_colours; ++colour)
        if (has(rule.channels, channel) && has(rule.colours, colour)) mark(travel_of(channel, colour));
  }

  template <class Mark>
  static void each_label(Rule const& rule, Mark&& mark) {
    for (std::size_t level = 0; level < k_confidentialities; ++level)
      for (std::size_t handling = 0; handling < k_handlings; ++handling)
        for (std::size_t purpose = 0; purpose < k_purposes; ++purpose)
          if (has(rule.confidentiality, level) && has(rule.handling, handling) && has(rule.purposes, purpose))
            mark(label_of(level, handling, purpose));
  }

  template <class Mark>
  void each_person(Rule const& rule, Mark&& mark) const {
    for (std::size_t kind = 0; kind < k_kinds; ++kind) {
      CountrySet const recipients = rule.recipients(static_cast<EntityKind>(kind));
      if (only_ ? !recipients.contains(*only_) : recipients.empty()) continue;
      for (std::size_t minor = 0; minor < k_ternaries; ++minor)
        for (std::size_t own = 0; own < k_ternaries; ++own)
          for (std::size_t theirs = 0; theirs < k_ternaries; ++theirs)
            if (has(rule.minor, minor) && has(rule.of_origin, own) && (!only_ || has(rule.of_recipient, theirs)))
              mark(person_of(kind, minor, own, theirs));
    }
  }

  template <class Mark>
  static void each_offence(Rule const& rule, Mark&& mark) {
    for (std::size_t offence = 0; offence <= Vocabulary::k_offences_max; ++offence)
      if (rule.any_offence || (offence < Vocabulary::k_offences_max && rule.offences[offence])) mark(offence);
  }

  std::uint16_t keep(std::span<std::uint64_t const> row) {
    std::vector<std::uint64_t> key(row.begin(), row.end());
    auto const [at, is_new] = known_.emplace(std::move(key), known_.size());
    if (is_new) index_.rows_.insert(index_.rows_.end(), row.begin(), row.end());
    HUECRY_ASSERT(at->second <= 0xFFFF);
    return static_cast<std::uint16_t>(at->second);
  }

  RuleIndex& index_;
  std::span<Rule const> rules_;
  std::optional<CountryCode> only_;
  std::map<std::vector<std::uint64_t>, std::size_t> known_;
};

RuleIndex::RuleIndex(std::span<Rule const> rules, std::optional<CountryCode> only) {
  Builder(*this, rules, only).build();
}

}
