#include "protocol/policy/detail/resolve.hpp"

namespace huecry::policy::detail {
namespace {

using documents::Listed;

/// Translates one rule. `fault` is called for what cannot be read; the caller then widens or drops the condition.
class Resolver {
 public:
  Resolver(Names const& names, Vocabulary const& vocabulary, Rule& rule)
      : names_(names), vocabulary_(vocabulary), rule_(rule) {}

  void effect(std::string const& text) {
    rule_.forbid = text != "permit";
    if (text != "permit" && text != "forbid") fault("unknown effect " + text);
  }

  void when(documents::Conditions const& when) {
    rule_.channels = mask<std::uint8_t>(when.channels, [](auto const& word) { return index_of(k_channels, word); });
    rule_.colours = mask<std::uint16_t>(when.colours, colour);
    rule_.confidentiality = mask<std::uint8_t>(when.confidentiality,
                                               [this](auto const& word) { return vocabulary_.confidentiality(word); });
    rule_.handling = mask<std::uint8_t>(when.handling, [](auto const& word) { return index_of(k_handling, word); });
    rule_.purposes = mask<std::uint16_t>(when.purposes, [this](auto const& word) { return vocabulary_.purpose(word); });
    offences(when.offences);
    rule_.minor = ternary(when.minor);
    rule_.of_recipient = ternary(when.national_of_recipient);
    rule_.of_origin = ternary(when.national_of_origin);
  }

  void origins(std::optional<documents::PartyCondition> const& given) {
    if (!given) return;
    std::size_t const faults = faults_;
    CountrySet among = countries(given->among);
    if (given->except) among = among - countries(*given->except);
    rule_.origins = faults == faults_ ? among : CountrySet::everyone();
  }

  void to(std::optional<documents::PartyCondition> const& given) {
    if (!given) return;
    std::size_t const faults = faults_;
    rule_.plain = rule_.reduced = countries(given->among);
    rule_.kinds = kinds(given->among.entities);
    if (given->except) {
      rule_.reduced = rule_.plain - countries(*given->except);
      rule_.reduced_kinds = kinds(given->except->entities);
    }
    if (faults == faults_) return;
    rule_.plain = rule_.reduced = CountrySet::everyone();
    rule_.kinds = k_any<Bits>;
  }

  void window(std::optional<UnixSeconds> from, std::optional<UnixSeconds> until) {
    if (from) rule_.from = from->time_since_epoch().count();
    if (until) rule_.until = until->time_since_epoch().count();
  }

  void strings(documents::PolicyRule const& rule) {
    rule_.consent = !rule.consent.empty();
    if (rule_.consent && rule.consent != "required") fault("unknown consent " + rule.consent);
    for (auto const& word : rule.redact) rule_.redact |= string_bit(index_of(k_blocks, word), "block " + word);
    for (auto const& word : rule.obligations)
      rule_.obligations |= string_bit(index_of(k_obligations, word), "obligation " + word);
  }

  void finish() { rule_.dead = faults_ != 0 && !rule_.forbid; }

 private:
  static std::optional<std::uint8_t> colour(std::string const& word) {
    auto const known = documents::colour_from_text(word);
    if (!known) return std::nullopt;
    return static_cast<std::uint8_t>(*known);
  }

  void fault(std::string text) {
    ++faults_;
    if (rule_.fault.empty()) rule_.fault = std::move(text);
  }

  Bits string_bit(std::optional<std::uint8_t> number, std::string what) {
    if (!number) fault("unknown " + std::move(what));
    return number ? static_cast<Bits>(1U << *number) : Bits{0};
  }

  /// No list: anything. A list that cannot be read: anything, which only a forbid will use.
  template <class Mask, class Look>
  Mask mask(Listed const& list, Look&& look) {
    if (!list) return k_any<Mask>;
    unsigned bits = 0;
    bool sound = !list->empty();
    if (!sound) fault("an empty list");
    for (std::string const& word : *list) {
      auto const number = look(word);
      if (!number) fault("unknown code " + word);
      sound = sound && number.has_value();
      if (number) bits |= 1U << *number;
    }
    return sound ? static_cast<Mask>(bits) : k_any<Mask>;
  }

  Bits kinds(Listed const& list) {
    return mask<Bits>(list, [](auto const& word) { return index_of(k_entity_kinds, word); });
  }

  void offences(Listed const& list) {
    if (!list) return;
    std::size_t const faults = faults_;
    if (list->empty()) fault("an empty list");
    for (std::string const& word : *list) {
      auto const covered = vocabulary_.covered_by(word);
      if (covered.none()) fault("unknown offence " + word);
      rule_.offences |= covered;
    }
    rule_.any_offence = faults != faults_;
  }

  /// What the document does not say counts for a forbid and against a permit.
  [[nodiscard]] std::uint8_t ternary(std::optional<bool> wanted) const {
    if (!wanted) return 7;
    unsigned bits = 1U << static_cast<unsigned>(*wanted ? Ternary::yes : Ternary::no);
    if (rule_.forbid) bits |= 1U << static_cast<unsigned>(Ternary::unknown);
    return static_cast<std::uint8_t>(bits);
  }

  /// The union of the lists; without a list, everyone.
  CountrySet countries(documents::Parties const& parties) {
    if (!parties.countries && !parties.regions && !parties.groups) return CountrySet::everyone();
    CountrySet set;
    if (parties.countries) set = set | listed_countries(*parties.countries);
    if (parties.regions)
      set = set | united(*parties.regions, "region", [this](auto const& name) { return names_.region(name); });
    if (parties.groups)
      set = set | united(*parties.groups, "group", [this](auto const& name) { return names_.group(name); });
    return set;
  }

  CountrySet listed_countries(std::vector<std::string> const& codes) {
    CountrySet set;
    if (codes.empty()) fault("an empty list");
    for (std::string const& code : codes) {
      auto const country = CountryCode::parse(code);
      if (country) set.add(*country);
      if (!country) fault("unknown country " + code);
    }
    return set;
  }

  template <class Look>
  CountrySet united(std::vector<std::string> const& words, std::string_view what, Look&& look) {
    CountrySet set;
    if (words.empty()) fault("an empty list");
    for (std::string const& word : words) {
      CountrySet const* const members = look(word);
      if (members == nullptr) {
        fault("unknown " + std::string(what) + " " + word);
      } else if (members->empty()) {
        fault("empty " + std::string(what) + " " + word);
      } else {
        set = set | *members;
      }
    }
    return set;
  }

  Names const& names_;
  Vocabulary const& vocabulary_;
  Rule& rule_;
  std::size_t faults_ = 0;
};

CountrySet members_of(documents::Group const& group) {
  CountrySet set;
  for (std::string const& code : group.members)
    if (auto const country = CountryCode::parse(code)) set.add(*country);
  return set;
}

CountrySet const* found_in(std::map<std::string, CountrySet, std::less<>> const& sets, std::string_view name) {
  auto const at = sets.find(name);
  return at == sets.end() ? nullptr : &at->second;
}

}

Names::Names() {
  for (Region const region :
       {Region::africa, Region::americas, Region::asia_pacific, Region::europe, Region::middle_east})
    regions_.emplace(to_text(region), huecry::members_of(region));
}

void Names::add_groups(documents::Policy const& policy) {
  for (documents::Group const& group : policy.groups)
    groups_.insert_or_assign(std::string(policy.iss.text()) + "/" + group.name, members_of(group));
}

void Names::add_regions(documents::Policy const& baseline) {
  for (documents::Group const& region : baseline.regions) regions_.emplace(region.name, members_of(region));
}

CountrySet const* Names::group(std::string_view name) const noexcept { return found_in(groups_, name); }
CountrySet const* Names::region(std::string_view name) const noexcept { return found_in(regions_, name); }

Rule resolve(documents::PolicyRule const& given, Names const& names, Vocabulary const& vocabulary) {
  Rule rule;
  rule.id = given.id;
  Resolver resolver(names, vocabulary, rule);
  resolver.effect(given.effect);
  resolver.when(given.when);
  resolver.origins(given.origins);
  resolver.to(given.to);
  resolver.window(given.from, given.until);
  resolver.strings(given);
  resolver.finish();
  return rule;
}

Rule resolve(documents::Delegation const& given, CountryCode country, Names const& names,
             Vocabulary const& vocabulary) {
  Rule rule;
  rule.id = given.id;
  Resolver resolver(names, vocabulary, rule);
  resolver.when(given.when);
  resolver.origins(given.origins);
  resolver.to(documents::PartyCondition{{{}, {}, {}, std::vector{given.entity}}, {}});
  resolver.window(given.from, given.until);
  resolver.finish();
  rule.plain = rule.reduced = CountrySet{country};
  return rule;
}

}
