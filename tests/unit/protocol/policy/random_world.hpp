#pragma once
// Random policy sets and questions over a small world, so that rules meet often. Some rules are faulty on purpose.

#include <random>

#include "protocol/policy/compiled_policy.hpp"

namespace huecry::random_world {

using documents::Listed;
using documents::Policy;
using documents::PolicyKind;
using documents::PolicyRule;
using policy::Bits;
using policy::Channel;
using policy::Circumstances;
using policy::EntityKind;
using policy::Handling;
using policy::k_modes;
using policy::PolicySet;
using policy::Stage;
using policy::Subject;
using policy::Vocabulary;

inline std::vector<std::string> const k_countries{"FR", "DE", "ES", "BR", "SN", "JP", "SG", "XP"};
inline std::vector<std::string> const k_owners{"FR", "BR", "XP"};
inline std::int64_t constexpr k_epoch = 1'800'000'000;

inline CountryCode cc(std::string_view code) { return *CountryCode::parse(code); }

class Chance {
 public:
  explicit Chance(std::mt19937_64& random) : random_(random) {}
  bool one_in(std::size_t n) { return random_() % n == 0; }
  std::size_t below(std::size_t n) { return random_() % n; }
  template <class T>
  T const& of(std::vector<T> const& items) {
    return items[below(items.size())];
  }
  std::vector<std::string> some(std::vector<std::string> const& items, std::size_t most) {
    std::vector<std::string> chosen;
    for (std::size_t i = 1 + below(most); i-- > 0;) chosen.push_back(of(items));
    return chosen;
  }
  /// Seldom given, seldom faulty: most rules should match something.
  Listed list(std::vector<std::string> const& items, std::size_t rarity) {
    if (!one_in(rarity)) return std::nullopt;
    if (one_in(40)) return std::vector<std::string>();
    auto chosen = some(items, 3);
    if (one_in(40)) chosen.emplace_back("?");
    return chosen;
  }
  CountrySet set() {
    CountrySet chosen;
    for (auto const& code : k_countries)
      if (one_in(3)) chosen.add(cc(code));
    return chosen;
  }

 private:
  std::mt19937_64& random_;
};

class World {
 public:
  World(std::mt19937_64& random, Vocabulary const& words) : chance_(random), words_(words) {}

  PolicySet set() {
    PolicySet policies;
    if (chance_.one_in(2)) policies.push_back({policy(PolicyKind::baseline, "XP"), {}});
    for (auto const& owner : k_owners)
      if (!chance_.one_in(3)) policies.push_back({policy(PolicyKind::release, owner), {}});
    for (auto const& country : k_countries)
      if (chance_.one_in(3)) policies.push_back({policy(PolicyKind::intake, country), {}});
    for (std::size_t i = 0; i < policies.size(); ++i) policies[i].object.bytes[0] = static_cast<std::uint8_t>(i);
    return policies;
  }

  /// The same set with one document changed a little, as someone would edit it.
  PolicySet edited(PolicySet policies) {
    if (policies.empty()) return set();
    Policy& policy = policies[chance_.below(policies.size())].policy;
    if (!policy.rules) policy.rules.emplace();
    auto& rules = *policy.rules;
    if (rules.empty() || chance_.one_in(3)) {
      rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(chance_.below(rules.size() + 1)),
                   rule("added", policy.kind));
    } else if (chance_.one_in(2)) {
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(chance_.below(rules.size())));
    } else {
      PolicyRule& changed = rules[chance_.below(rules.size())];
      PolicyRule const other = rule(changed.id, policy.kind);
      if (chance_.one_in(2)) changed.when = other.when;
      if (chance_.one_in(2)) changed.to = other.to;
      if (changed.effect == "permit" && other.effect == "permit") changed.redact = other.redact;
    }
    return policies;
  }

  Policy policy(PolicyKind kind, std::string const& iss) {
    Policy policy;
    policy.iss = cc(iss);
    policy.kind = kind;
    policy.seq = 1;
    for (std::string const name : {"g1", "g2"})
      policy.groups.push_back({name, chance_.one_in(8) ? std::vector<std::string>() : chance_.some(k_countries, 3)});
    if (kind == PolicyKind::baseline) policy.regions.push_back({"south", chance_.some(k_countries, 3)});
    if (!chance_.one_in(10)) policy.rules = rules(kind);
    if (kind == PolicyKind::intake)
      for (std::size_t i = chance_.below(3); i-- > 0;) policy.delegations.push_back(delegation(i));
    if (kind == PolicyKind::baseline && chance_.one_in(2)) policy.modes.push_back(mode());
    return policy;
  }

  PolicyRule rule(std::string id, PolicyKind kind) {
    PolicyRule made;
    made.id = std::move(id);
    made.effect = chance_.one_in(50) ? "allow" : chance_.one_in(3) ? "forbid" : "permit";
    made.when = when();
    if (kind != PolicyKind::release && chance_.one_in(3)) made.origins = parties(false);
    if (chance_.one_in(2)) made.to = parties(true);
    if (kind == PolicyKind::intake && made.to) made.to->among = {{}, {}, {}, made.to->among.entities};
    if (chance_.one_in(6)) made.from = moment();
    if (chance_.one_in(6)) made.until = moment();
    if (made.effect != "permit") return made;
    if (chance_.one_in(8)) made.consent = chance_.one_in(20) ? "maybe" : "required";
    if (chance_.one_in(6)) made.redact = chance_.some({"images", "judicial", chance_.one_in(20) ? "?" : "images"}, 2);
    if (chance_.one_in(6))
      made.obligations = chance_.some({"no_evidence", "no_onward", chance_.one_in(20) ? "?" : "no_public"}, 2);
    return made;
  }

  Subject subject() {
    Subject made;
    made.origin = cc(chance_.of(k_owners));
    if (chance_.one_in(4)) made.excluded = chance_.set();
    if (chance_.one_in(4)) made.addressees = chance_.set();
    made.channel = chance_.one_in(4) ? Channel{static_cast<std::uint8_t>(chance_.below(4))} : Channel::notice;
    if (!chance_.one_in(10)) made.colour = documents::colour_from_text(chance_.of(k_colour_words));
    made.handling = Handling{static_cast<std::uint8_t>(chance_.below(5))};
    if (!chance_.one_in(10)) made.confidentiality = static_cast<std::uint8_t>(chance_.below(3));
    if (!chance_.one_in(10)) made.purpose = static_cast<std::uint8_t>(chance_.below(words_.purposes().size()));
    for (std::size_t i = chance_.below(3); i-- > 0;) made.offences.set(*words_.offence(chance_.of(k_offence_words)));
    made.about_person = !chance_.one_in(3);
    if (made.about_person && !chance_.one_in(3)) made.born = born();
    if (made.about_person && !chance_.one_in(3)) made.nationalities = chance_.set();
    made.blocks = static_cast<Bits>(chance_.below(16));
    made.unknown_label = chance_.one_in(30);
    return made;
  }

  Circumstances circumstances() {
    Circumstances now;
    for (auto const& code : k_countries)
      if (!chance_.one_in(15)) now.members.all.add(cc(code));
    for (auto const& code : k_countries)
      if (chance_.one_in(15)) now.members.suspended.add(cc(code));
    now.at = moment();
    now.stage = chance_.one_in(3) ? Stage::submit : chance_.one_in(4) ? Stage::keep : Stage::deliver;
    if (chance_.one_in(4)) now.purpose = static_cast<std::uint8_t>(chance_.below(words_.purposes().size()));
    if (chance_.one_in(4)) now.consented = chance_.set();
    if (chance_.one_in(4)) now.onward = chance_.set();
    now.screened = chance_.one_in(4);
    return now;
  }

  EntityKind kind() { return chance_.one_in(2) ? EntityKind::fisheries : EntityKind::financial; }

  inline static std::vector<std::string> const k_colour_words{"RED", "PURPLE", "SILVER"};
  inline static std::vector<std::string> const k_offence_words{"PEE", "PEE/FIS", "PMM", "ITZ"};

 private:
  std::vector<PolicyRule> rules(PolicyKind kind) {
    std::vector<PolicyRule> made;
    if (!chance_.one_in(4)) {
      made.emplace_back();
      made.back().id = "base";
      made.back().effect = "permit";
    }
    for (std::size_t i = chance_.below(6); i-- > 0;) made.push_back(rule("r" + std::to_string(i), kind));
    return made;
  }

  documents::Conditions when() {
    documents::Conditions made;
    made.channels = chance_.list({"notice", "diffusion", "message"}, 8);
    made.colours = chance_.list(k_colour_words, 3);
    made.offences = chance_.list(k_offence_words, 4);
    made.confidentiality = chance_.list(words_.confidentialities(), 6);
    made.handling = chance_.list({"H0", "H1", "H2", "H3"}, 6);
    made.purposes = chance_.list(words_.purposes(), 6);
    if (chance_.one_in(6)) made.minor = chance_.one_in(2);
    if (chance_.one_in(6)) made.national_of_recipient = chance_.one_in(2);
    if (chance_.one_in(6)) made.national_of_origin = chance_.one_in(2);
    return made;
  }

  documents::PartyCondition parties(bool with_kinds) {
    documents::PartyCondition made{lists(with_kinds), {}};
    if (chance_.one_in(3)) made.except = lists(with_kinds);
    return made;
  }
  documents::Parties lists(bool with_kinds) {
    documents::Parties made;
    made.countries = chance_.list(k_countries, 2);
    made.regions = chance_.list({"europe", "africa", "south"}, 4);
    made.groups = chance_.list({"FR/g1", "BR/g1", "XP/g1", "XP/g2"}, 6);
    if (with_kinds) made.entities = chance_.list({"police", "fisheries", "financial"}, 3);
    return made;
  }

  documents::Delegation delegation(std::size_t i) {
    documents::Delegation made;
    made.id = "d" + std::to_string(i);
    made.organisation = chance_.one_in(2) ? "FISH" : "FIU";
    made.entity = chance_.one_in(30) ? "?" : chance_.one_in(2) ? "fisheries" : "financial";
    if (chance_.one_in(2)) made.when = when();
    if (chance_.one_in(4)) made.origins = parties(false);
    if (chance_.one_in(6)) made.until = moment();
    return made;
  }
  documents::ModeEntry mode() {
    documents::ModeEntry made;
    made.country = cc(chance_.of(k_countries));
    made.mode = chance_.one_in(10) ? "?" : std::string(k_modes[chance_.below(k_modes.size())]);
    made.from = moment();
    made.until = made.from + std::chrono::seconds(chance_.below(20));
    return made;
  }

  UnixSeconds moment() {
    return UnixSeconds(std::chrono::seconds(k_epoch + static_cast<std::int64_t>(chance_.below(20))));
  }
  documents::DateInterval born() {
    std::chrono::sys_days const grown =
        std::chrono::floor<std::chrono::days>(UnixSeconds(std::chrono::seconds(k_epoch))) -
        std::chrono::days(18 * 365 + 4);
    auto const first = grown + std::chrono::days(static_cast<int>(chance_.below(6)) - 3);
    return {first,
            first + std::chrono::days(static_cast<int>(chance_.below(4)) * static_cast<int>(chance_.below(300)))};
  }

  Chance chance_;
  Vocabulary const& words_;
};

}
