#include "protocol/policy/detail/intake_table.hpp"

#include <algorithm>
#include <optional>

#include "protocol/base/assert.hpp"

namespace huecry::policy::detail {
namespace {

constexpr std::size_t k_colours = 11;
constexpr std::size_t k_origin_keys = CountrySet::k_slots;
constexpr std::size_t k_keys = k_origin_keys + k_colours + k_colours * Vocabulary::k_offences_max;

std::size_t key_of_origin(std::size_t slot) { return slot; }
std::size_t key_of_colour(std::size_t colour) { return k_origin_keys + colour; }
std::size_t key_of_offence(std::size_t colour, std::size_t offence) {
  return k_origin_keys + k_colours + colour * Vocabulary::k_offences_max + offence;
}

enum class Place : std::uint8_t { by_origin, by_offence, by_colour };

/// Where a question meets the rule most seldom, if all values are equally likely.
Place place_of(Rule const& rule) {
  auto const colours = static_cast<double>(std::popcount(static_cast<unsigned>(rule.colours) & 0x7FFU)) / k_colours;
  double const origins = static_cast<double>(rule.origins.size()) / 200;
  double const offences = rule.any_offence ? 1 : static_cast<double>(rule.offences.count()) / 50;
  if (origins <= colours * std::min(offences, 1.0)) return Place::by_origin;
  return offences < 1 ? Place::by_offence : Place::by_colour;
}

/// A permit for everything, without strings: other permits without strings add nothing to it.
bool gives_everything(Rule const& rule) {
  Rule plain;
  plain.id = rule.id;
  plain.position = rule.position;
  plain.plain = rule.plain;
  plain.reduced = rule.reduced;
  return !rule.dead && !rule.forbid && rule == plain;
}

}

class IntakeTable::Builder {
 public:
  explicit Builder(IntakeTable& table) : table_(table) {
    table_.bucket_of_.assign(k_keys, 0);
    table_.buckets_.resize(1);
    table_.origin_sets_ = {CountrySet::everyone()};
  }

  void build() {
    std::size_t const parts = table_.recipients_.size() * 2;
    for (std::size_t number = 0; number < table_.recipients_.size(); ++number) add_recipient(number);
    for (Bucket& bucket : table_.buckets_) fill(bucket, parts);
  }

 private:
  void add_recipient(std::size_t number) {
    auto const& [country, rules] = table_.recipients_[number];
    table_.number_[country.slot()] = static_cast<std::uint8_t>(number);
    auto const general = std::ranges::find_if(rules, gives_everything);
    if (general != rules.end()) {
      table_.served_.add(country);
      table_.serving_[country.slot()] = general->position;
    }
    country_ = country;
    for (std::size_t place = 0; place < rules.size(); ++place) {
      Rule const& rule = rules[place];
      bool const needless = general != rules.end() && !rule.forbid && !rule.has_strings();
      if (!rule.dead && !needless) add(rule, place, number * 2 + (rule.forbid ? 0U : 1U));
    }
  }

  void add(Rule const& rule, std::size_t place, std::size_t part) {
    Entry entry{set_number(rule.origins),
                rule.position,
                static_cast<std::uint16_t>(place),
                rule.redact,
                rule.obligations,
                rule.consent,
                rule.has_window()};
    Place const where = place_of(rule);
    if (where != Place::by_offence && !rule.any_offence) entry.ask_rule = true;
    if (where == Place::by_origin) {
      rule.origins.for_each_slot([&](std::uint8_t slot) { put(key_of_origin(slot), part, rule, entry); });
      return;
    }
    for (std::size_t colour = 0; colour < k_colours; ++colour) {
      if (!has_bit(rule.colours, colour)) continue;
      if (where == Place::by_colour) put(key_of_colour(colour), part, rule, entry);
      for (std::size_t code = 0; where == Place::by_offence && code < Vocabulary::k_offences_max; ++code)
        if (rule.offences[code]) put(key_of_offence(colour, code), part, rule, entry);
    }
  }

  void put(std::size_t key, std::size_t part, Rule const& rule, Entry const& entry) {
    std::uint16_t& number = table_.bucket_of_[key];
    if (number == 0) {
      number = static_cast<std::uint16_t>(table_.buckets_.size());
      table_.buckets_.emplace_back();
    }
    Bucket& bucket = table_.buckets_[number];
    fill(bucket, part);
    bucket.accepts.push_back(accepts_of(rule));
    bucket.entries.push_back(entry);
    (rule.forbid ? bucket.with_forbids : bucket.with_permits).add(country_);
  }

  /// All parts up to this one begin where the entries end now, unless they have begun.
  static void fill(Bucket& bucket, std::size_t part) {
    if (bucket.begins.size() <= part) bucket.begins.resize(part + 1, static_cast<std::uint32_t>(bucket.entries.size()));
  }

  std::uint32_t set_number(CountrySet const& origins) {
    if (origins == CountrySet::everyone()) return 0;
    auto const [at, is_new] =
        known_.try_emplace(origins.pack(), static_cast<std::uint32_t>(table_.origin_sets_.size()));
    if (is_new) table_.origin_sets_.push_back(origins);
    return at->second;
  }

  IntakeTable& table_;
  std::map<CountrySet::Packed, std::uint32_t> known_;
  CountryCode country_;
};

IntakeTable::IntakeTable(std::vector<Recipient> recipients) : recipients_(std::move(recipients)) {
  Builder(*this).build();
}

IntakeTable::Met IntakeTable::met_by(Probe const& probe) const noexcept {
  Met met;
  auto const meet = [&](std::size_t key) {
    if (bucket_of_[key] != 0) met.buckets[met.count++] = &buckets_[bucket_of_[key]];
  };
  if (bucket_of_.empty()) return met;
  meet(key_of_colour(probe.features.colour));  // first: here most is found, and what is found spares the rest
  meet(key_of_origin(probe.features.origin.slot()));
  for (std::size_t i = 0; i < probe.offence_count; ++i) meet(key_of_offence(probe.features.colour, probe.offences[i]));
  return met;
}

}
