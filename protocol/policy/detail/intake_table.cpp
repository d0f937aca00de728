#include "protocol/policy/detail/intake_table.hpp"

#include <algorithm>

namespace huecry::policy::detail {
namespace {

constexpr std::size_t k_colours = 11;

// Keys: any question, an origin, a colour, an offence, a colour with an offence.
constexpr std::size_t k_key_of_all = 0;
constexpr std::size_t k_origin_keys = 1;
constexpr std::size_t k_colour_keys = k_origin_keys + CountrySet::k_slots;
constexpr std::size_t k_offence_keys = k_colour_keys + k_colours;
constexpr std::size_t k_pair_keys = k_offence_keys + Vocabulary::k_offences_max;
constexpr std::size_t k_keys = k_pair_keys + k_colours * Vocabulary::k_offences_max;

std::size_t key_of_origin(std::size_t slot) { return k_origin_keys + slot; }
std::size_t key_of_colour(std::size_t colour) { return k_colour_keys + colour; }
std::size_t key_of_offence(std::size_t offence) { return k_offence_keys + offence; }
std::size_t key_of_pair(std::size_t colour, std::size_t offence) {
  return k_pair_keys + colour * Vocabulary::k_offences_max + offence;
}

bool takes_any_colour(Rule const& rule) { return (rule.colours & 0x7FFU) == 0x7FFU; }

/// A bucket by origins is met most seldom if all values are equally likely.
bool belongs_to_origins(Rule const& rule) {
  auto const colours = static_cast<double>(std::popcount(static_cast<unsigned>(rule.colours) & 0x7FFU)) / k_colours;
  double const origins = static_cast<double>(rule.origins.size()) / 200;
  double const offences = rule.any_offence ? 1 : static_cast<double>(rule.offences.count()) / 50;
  return origins <= colours * std::min(offences, 1.0);
}

/// visit(key) for each bucket in which the rule stands: a question that it accepts meets at least one of them.
template <class Visit>
void each_key(Rule const& rule, Visit&& visit) {
  if (belongs_to_origins(rule)) {
    rule.origins.for_each_slot([&](std::uint8_t slot) { visit(key_of_origin(slot)); });
    return;
  }
  bool const any_colour = takes_any_colour(rule);
  if (any_colour && rule.any_offence) return visit(k_key_of_all);
  for (std::size_t code = 0; any_colour && code < Vocabulary::k_offences_max; ++code)
    if (rule.offences[code]) visit(key_of_offence(code));
  for (std::size_t colour = 0; !any_colour && colour < k_colours; ++colour) {
    if (!has_bit(rule.colours, colour)) continue;
    if (rule.any_offence) visit(key_of_colour(colour));
    for (std::size_t code = 0; !rule.any_offence && code < Vocabulary::k_offences_max; ++code)
      if (rule.offences[code]) visit(key_of_pair(colour, code));
  }
}

/// What a question may still fail at when it has met the rule in one of these buckets.
Rest rest_in_bucket(Rule const& rule) {
  Rest rest = rest_of(rule);
  if (belongs_to_origins(rule)) {
    rest.origins = CountrySet::everyone();
  } else {
    rest.any_offence = true;
    rest.offences.reset();
  }
  return rest;
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
  }

  void build(std::span<Recipient const> recipients) {
    for (std::size_t number = 0; number < recipients.size(); ++number) add_recipient(recipients[number], number);
    for (Bucket& bucket : table_.buckets_) {
      fill(bucket, recipients.size() * 2);
      for (Recipient const& recipient : recipients) bucket.first_forbid.push_back(first_forbid(bucket, recipient));
    }
  }

 private:
  void add_recipient(Recipient const& recipient, std::size_t number) {
    auto const& [country, rules] = recipient;
    table_.number_[country.slot()] = static_cast<std::uint8_t>(number);
    auto const general = std::ranges::find_if(rules, gives_everything);
    if (general != rules.end()) {
      table_.served_.add(country);
      table_.serving_[country.slot()] = general->position;
    }
    country_ = country;
    for (Rule const& rule : rules) {
      bool const needless = general != rules.end() && !rule.forbid && !rule.has_strings();
      if (!rule.dead && !needless) add(rule, number * 2 + (rule.forbid ? 0U : 1U));
    }
  }

  void add(Rule const& rule, std::size_t part) {
    Entry const entry = table_.rests_.entry(rule, rest_in_bucket(rule));
    each_key(rule, [&](std::size_t key) { put(key, part, rule, entry); });
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

  std::uint16_t first_forbid(Bucket const& bucket, Recipient const& recipient) const {
    if (!bucket.with_forbids.contains(recipient.country)) return std::numeric_limits<std::uint16_t>::max();
    return bucket.entries[bucket.begins[table_.number(recipient.country.slot()) * 2]].position;
  }

  /// All parts up to this one begin where the entries end now, unless they have begun.
  static void fill(Bucket& bucket, std::size_t part) {
    if (bucket.begins.size() <= part) bucket.begins.resize(part + 1, static_cast<std::uint32_t>(bucket.entries.size()));
  }

  IntakeTable& table_;
  CountryCode country_;
};

IntakeTable::IntakeTable(std::span<Recipient const> recipients) { Builder(*this).build(recipients); }

IntakeTable::Met IntakeTable::met_by(Probe const& probe) const noexcept {
  Met met;
  auto const meet = [&](std::size_t key) {
    if (bucket_of_[key] != 0) met.buckets[met.count++] = &buckets_[bucket_of_[key]];
  };
  if (bucket_of_.empty()) return met;
  meet(k_key_of_all);  // first: here most is found, and what is found spares the rest
  meet(key_of_colour(probe.features.colour));
  meet(key_of_origin(probe.features.origin.slot()));
  for (std::size_t i = 0; i < probe.offence_count; ++i) {
    meet(key_of_offence(probe.offences[i]));
    meet(key_of_pair(probe.features.colour, probe.offences[i]));
  }
  return met;
}

}
