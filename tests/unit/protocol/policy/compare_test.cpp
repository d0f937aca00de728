// Compare on a small world that can be gone through whole, and by named rows.
#include "protocol/policy/compare.hpp"

#include <doctest/doctest.h>

#include "protocol/json/json.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/protocol/policy/random_world.hpp"
#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using documents::PolicyRule;
using random_world::Chance;
using words::cc;
using words::set;

namespace {

std::vector<std::string> const k_colours{"RED", "PURPLE"};
std::vector<std::string> const k_offences{"PEE/FIS", "PMM", "ITZ"};
CountrySet const k_members = set({"BR", "DE", "FR"});

/// Only colours, offences and recipients: the whole space has 3 colours × 8 sets of offences × 3 × 2 pairs.
PolicyRule small_rule(Chance& chance, std::string id) {
  PolicyRule rule;
  rule.id = std::move(id);
  rule.effect = chance.one_in(3) ? "forbid" : "permit";
  if (chance.one_in(2)) rule.when.colours = std::vector{chance.of(k_colours)};
  if (chance.one_in(2)) rule.when.offences = chance.some(k_offences, 2);
  if (chance.one_in(2)) rule.to = documents::PartyCondition{{chance.some({"BR", "DE", "FR"}, 2), {}, {}, {}}, {}};
  if (rule.effect == "permit" && chance.one_in(4)) rule.consent = "required";
  if (rule.effect == "permit" && chance.one_in(4)) rule.redact = {"images"};
  return rule;
}

VersionedPolicy small_policy(Chance& chance, documents::PolicyKind kind, std::string const& iss) {
  VersionedPolicy version;
  version.policy.kind = kind;
  version.policy.iss = cc(iss);
  version.policy.rules.emplace();
  for (std::size_t i = 0; i < 3; ++i) {
    version.policy.rules->push_back(small_rule(chance, "r" + std::to_string(i)));
    if (kind == documents::PolicyKind::intake) {
      version.policy.rules->back().to.reset();
      version.policy.rules->back().consent.clear();
    }
  }
  return version;
}

bool widens_anywhere(CompiledPolicy const& before, CompiledPolicy const& after, Vocabulary const& vocabulary) {
  Circumstances now;
  now.members.all = k_members;
  for (CountryCode const origin : k_members.members())
    for (std::optional<documents::Colour> const colour :
         {std::optional<documents::Colour>(), std::optional(documents::Colour::red),
          std::optional(documents::Colour::purple)})
      for (unsigned offences = 0; offences < 8; ++offences) {
        Subject subject{origin, {}, {}};
        subject.colour = colour;
        subject.blocks = 15;
        for (std::size_t i = 0; i < k_offences.size(); ++i)
          if (has_bit(offences, i)) subject.offences.set(*vocabulary.offence(k_offences[i]));
        Decision const was = before.decide(subject, now), is = after.decide(subject, now);
        for (CountryCode const to : k_members.members()) {
          auto const rank = [](Verdict v) { return v == Verdict::deny ? 0 : v == Verdict::requestable ? 1 : 2; };
          int const had = rank(was.verdict(to)), has = rank(is.verdict(to));
          bool const looser = (was.redactions(to) & ~is.redactions(to)) != 0;
          if (has > had || (had != 0 && has != 0 && looser)) return true;
        }
      }
  return false;
}

}

TEST_SUITE("protocol/policy compare") {
  TEST_CASE("on a world that can be gone through whole, compare is exact") {
    HUECRY_SEEDED;
    auto random = test::generator("policy compare exact");
    Chance chance(random);
    auto const vocabulary = words::vocabulary();
    int widening = 0, narrowing = 0;
    for (int round = 0; round < 500; ++round) {
      PolicySet old_set{small_policy(chance, documents::PolicyKind::release, "FR")};
      if (chance.one_in(2)) old_set.push_back(small_policy(chance, documents::PolicyKind::intake, "BR"));
      if (chance.one_in(2)) old_set.push_back(small_policy(chance, documents::PolicyKind::baseline, "XP"));
      PolicySet new_set = old_set;
      (*new_set[chance.below(new_set.size())].policy.rules)[chance.below(3)] = small_rule(chance, "new");
      if (chance.one_in(3)) new_set.pop_back();
      CompiledPolicy const before(old_set, vocabulary), after(new_set, vocabulary);
      auto const comparison = compare(before, after, k_members, UnixSeconds());
      bool const expected = widens_anywhere(before, after, *vocabulary);
      REQUIRE(comparison.widening != Widening::not_proven);
      REQUIRE_MESSAGE((comparison.widening == Widening::found) == expected, to_json(after, comparison));
      ++(expected ? widening : narrowing);
    }
    CHECK(widening > 50);
    CHECK(narrowing > 50);
  }

  TEST_CASE("each kind of change, one way wider and the other way not") {
    using documents::PolicyKind;
    struct Row {
      std::string name;
      std::vector<VersionedPolicy> narrow, wide;
    };
    auto const version = [](PolicyKind kind, std::string const& iss, std::vector<PolicyRule> rules) {
      VersionedPolicy made;
      made.policy.kind = kind;
      made.policy.iss = cc(iss);
      if (!rules.empty()) made.policy.rules = std::move(rules);
      return made;
    };
    PolicyRule const base{"base", "permit", {}, {}, {}, {}, {}, {}, {}, {}};
    PolicyRule images = base, duty = base, consent = base, embargo = base, grown = base;
    images.redact = {"images"};
    duty.obligations = {"report_outcome"};
    consent.consent = "required";
    embargo.effect = "forbid";
    embargo.until = words::at("2027-01-01T00:00:00Z");
    PolicyRule longer = embargo;
    longer.until = words::at("2028-01-01T00:00:00Z");
    grown.to = documents::PartyCondition{{{}, {}, std::vector<std::string>{"FR/near"}, {}}, {}};
    auto const release = [&](std::vector<PolicyRule> rules) {
      return version(PolicyKind::release, "FR", std::move(rules));
    };
    VersionedPolicy small_group = release({grown}), large_group = release({grown});
    small_group.policy.groups = {{"near", {"DE"}}};
    large_group.policy.groups = {{"near", {"DE", "BR"}}};
    VersionedPolicy idle = version(PolicyKind::intake, "DE", {}), fish = idle, anything = idle;
    fish.policy.delegations.push_back({"d", "FISH", "fisheries", {}, {}, {}, {}});
    anything.policy.delegations = fish.policy.delegations;
    fish.policy.delegations[0].when.offences = std::vector<std::string>{"PEE/FIS"};
    VersionedPolicy suspended = version(PolicyKind::baseline, "XP", {}), held = suspended, free = suspended;
    auto const from = words::at("2026-01-01T00:00:00Z"), until = words::at("2027-01-01T00:00:00Z");
    suspended.policy.modes.push_back({cc("DE"), "SUSPENDED", "x", "x", from, until, {}});
    held.policy.modes.push_back({cc("DE"), "PRE_SCREEN_DIFFUSIONS", "x", "x", from, until, {}});
    auto const telling = [](VersionedPolicy said, std::vector<PolicyRule> hits) {
      said.policy.hits = std::move(hits);
      return said;
    };
    PolicyRule near = base, not_reds = base;
    near.to = documents::PartyCondition{{std::vector<std::string>{"DE"}, {}, {}, {}}, {}};
    not_reds.effect = "forbid";
    not_reds.when.colours = std::vector<std::string>{"RED"};
    VersionedPolicy const silent = release({base}), nobody = telling(silent, {});

    Row const rows[] = {
        {"a redaction", {release({base, images})}, {release({base})}},
        {"an obligation", {release({base, duty})}, {release({base})}},
        {"consent", {release({base, consent})}, {release({base})}},
        {"a shorter embargo", {release({base, longer})}, {release({base, embargo})}},
        {"a larger group", {small_group}, {large_group}},
        {"no release policy any more", {release({images})}, {}},
        {"a delegation", {idle}, {fish}},
        {"a delegation of more", {fish}, {anything}},
        {"a measure lifted", {suspended}, {free}},
        {"a milder measure", {suspended}, {held}},
        {"hits that are told", {silent}, {telling(silent, {near})}},
        {"hits that are told to more", {telling(silent, {near})}, {telling(silent, {base})}},
        {"hits on more", {telling(silent, {base, not_reds})}, {telling(silent, {base})}},
        {"hits told with a first policy", {}, {telling(version(PolicyKind::release, "FR", {}), {near})}},
        {"a baseline that no longer holds them back",
         {telling(free, {near}), telling(silent, {base})},
         {free, telling(silent, {base})}},
        {"the same, alone", {telling(free, {near})}, {free}}};
    CHECK(to_text(compare(CompiledPolicy({silent}, words::vocabulary()), CompiledPolicy({nobody}, words::vocabulary()),
                          k_members, UnixSeconds())
                      .widening) == "cannot-widen");
    PolicyRule unknown = base;
    unknown.to = documents::PartyCondition{{{}, {}, std::vector<std::string>{"XP/what"}, {}}, {}};
    CompiledPolicy const faulty({telling(free, {unknown})}, words::vocabulary());
    CHECK(faults_of(CompiledPolicy({free}, words::vocabulary()), faulty)[0]["rule"] == "hits/base");
    auto const told = compare(CompiledPolicy({silent}, words::vocabulary()),
                              CompiledPolicy({telling(silent, {near})}, words::vocabulary()), k_members, UnixSeconds());
    CHECK(told.of_hits);
    CHECK(told.example->recipient == cc("DE"));
    auto const vocabulary = words::vocabulary();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CompiledPolicy const narrow(row.narrow, vocabulary), wide(row.wide, vocabulary);
      auto const widening = compare(narrow, wide, k_members, words::at("2026-06-01T00:00:00Z"));
      CHECK(to_text(widening.widening) == "widens");
      CHECK(widening.example);
      CHECK(to_text(compare(wide, narrow, k_members, words::at("2026-06-01T00:00:00Z")).widening) == "cannot-widen");
      CHECK(to_text(compare(wide, wide, k_members, words::at("2026-06-01T00:00:00Z")).widening) == "cannot-widen");
    }
    CompiledPolicy const was(rows[8].narrow, vocabulary), is(rows[8].wide, vocabulary);  // over before the change
    CHECK(to_text(compare(was, is, k_members, until).widening) == "cannot-widen");
  }

  TEST_CASE("a comparison that would take too long says that it proves nothing") {
    std::mt19937_64 random(7);
    Chance chance(random);
    auto const vocabulary = words::vocabulary();
    PolicySet const old_set{small_policy(chance, documents::PolicyKind::release, "FR")};
    PolicySet new_set = old_set;
    new_set[0].policy.rules->push_back({"wide", "permit", {}, {}, {}, {}, {}, {}, {}, {}});
    CompiledPolicy const before(old_set, vocabulary), after(new_set, vocabulary);
    CHECK(compare(before, after, k_members, UnixSeconds(), {0}).widening == Widening::not_proven);
    CHECK(compare(before, after, k_members, UnixSeconds()).widening == Widening::found);
    CHECK(compare(after, before, k_members, UnixSeconds(), {0}).widening != Widening::found);
  }
}
