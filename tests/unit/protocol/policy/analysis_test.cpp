// Explain, rehearse and compare against brute force, on random policies. HUECRY_SEED replays a run.
#include <doctest/doctest.h>

#include <algorithm>

#include "protocol/policy/compare.hpp"
#include "protocol/policy/explain.hpp"
#include "protocol/policy/rehearse.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/protocol/policy/random_world.hpp"
#include "tests/unit/protocol/policy/reference.hpp"
#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using random_world::World;
using reference::Answer;
using reference::Reference;

namespace {

CountrySet everyone() {
  CountrySet members;
  for (auto const& code : random_world::k_countries) members.add(words::cc(code));
  return members;
}

int rank(Verdict verdict) { return verdict == Verdict::deny ? 0 : verdict == Verdict::requestable ? 1 : 2; }

bool is_wider(Answer const& before, Answer const& after) {
  if (rank(after.verdict) > rank(before.verdict)) return true;
  if (before.verdict == Verdict::deny || after.verdict == Verdict::deny) return false;
  return !std::ranges::includes(after.redactions, before.redactions) ||
         !std::ranges::includes(after.obligations, before.obligations);
}

/// Any recipient, as a bureau or as an entity, of this one question.
bool widens_at(PolicySet const& before, PolicySet const& after, Vocabulary const& words, Subject const& subject,
               Circumstances const& now) {
  for (auto const& code : random_world::k_countries) {
    CountryCode const to = words::cc(code);
    if (is_wider(Reference({before, words, subject, now, to}).bureau(),
                 Reference({after, words, subject, now, to}).bureau()))
      return true;
    for (EntityKind const kind : {EntityKind::fisheries, EntityKind::financial})
      for (std::string const organisation : {"FISH", "FIU"})
        if (is_wider(Reference::entity({before, words, subject, now, to, kind}, organisation),
                     Reference::entity({after, words, subject, now, to, kind}, organisation)))
          return true;
  }
  return false;
}

/// What compare leaves out of the space: restrictions of the document, consent, suspensions.
void open_up(Subject& subject, Circumstances& now) {
  subject.excluded = {};
  subject.addressees.reset();
  subject.unknown_label = false;
  subject.blocks = 15;
  now.consented = now.onward = {};
  now.members = {everyone(), {}};
  now.purpose.reset();
  now.at = UnixSeconds(
      std::chrono::seconds(std::max<std::int64_t>(now.at.time_since_epoch().count(), random_world::k_epoch)));
}

bool example_holds(PolicySet const& before, PolicySet const& after, Vocabulary const& words,
                   WideningExample const& example) {
  auto const& [subject, now] = example.question;
  if (!example.entity)
    return is_wider(Reference({before, words, subject, now, example.recipient}).bureau(),
                    Reference({after, words, subject, now, example.recipient}).bureau());
  Principal const& entity = *example.entity;
  return is_wider(Reference::entity({before, words, subject, now, entity.country, entity.kind}, entity.organisation),
                  Reference::entity({after, words, subject, now, entity.country, entity.kind}, entity.organisation));
}

}

TEST_SUITE("protocol/policy analysis") {
  TEST_CASE("explain gives every member the verdict of the reference, and the first failing clause is the reason") {
    HUECRY_SEEDED;
    auto random = test::generator("policy explain");
    auto const vocabulary = words::vocabulary();
    World world(random, *vocabulary);
    for (int round = 0; round < 400; ++round) {
      PolicySet const set = world.set();
      CompiledPolicy const policy(set, vocabulary);
      Subject const subject = world.subject();
      Circumstances const now = world.circumstances();
      Decision const decision = policy.decide(subject, now);
      Explanation const explanation = explain(policy, subject, now);
      REQUIRE(explanation.recipients.size() == now.members.all.size());
      for (RecipientExplanation const& row : explanation.recipients) {
        Answer const expected = Reference({set, *vocabulary, subject, now, row.country}).bureau();
        INFO(row.country.text() << " " << to_json(explanation));
        REQUIRE(row.verdict == expected.verdict);
        REQUIRE(row.deciding().reason == decision.reason(row.country));
        REQUIRE(row.deciding().rule == expected.rule);
        bool const given = row.verdict == Verdict::allow || row.verdict == Verdict::redacted;
        REQUIRE(row.failing.empty() == given);
        if (!given && row.deciding().reason.cause != Cause::origin) REQUIRE_FALSE(row.deciding().remedy.empty());
      }
    }
  }

  TEST_CASE("a rehearsal counts what deciding twice finds") {
    HUECRY_SEEDED;
    auto random = test::generator("policy rehearse");
    auto const vocabulary = words::vocabulary();
    World world(random, *vocabulary);
    std::uint64_t changed = 0;
    for (int round = 0; round < 40; ++round) {
      PolicySet const old_set = world.set(), new_set = world.edited(old_set);
      CompiledPolicy const before(old_set, vocabulary), after(new_set, vocabulary);
      Rehearsal first(before, after, 1000), second(before, after, 1000);
      std::uint64_t gained = 0, lost = 0, altered = 0;
      for (std::uint64_t number = 0; number < 20; ++number) {
        Subject const subject = world.subject();
        Circumstances const now = world.circumstances();
        Difference const found = (number % 2 == 0 ? first : second).add(number, subject, now);
        for (auto const& code : random_world::k_countries) {
          CountryCode const to = words::cc(code);
          Answer const was = Reference({old_set, *vocabulary, subject, now, to}).bureau();
          Answer const is = Reference({new_set, *vocabulary, subject, now, to}).bureau();
          bool const had = rank(was.verdict) == 2, has = rank(is.verdict) == 2;
          bool const other = was.redactions != is.redactions || was.obligations != is.obligations;
          REQUIRE(found.gained.contains(to) == (has && !had));
          REQUIRE(found.lost.contains(to) == (had && !has));
          REQUIRE(found.altered.contains(to) == (had && has && other));
          gained += has && !had ? 1U : 0U;
          lost += had && !has ? 1U : 0U;
          altered += had && has && other ? 1U : 0U;
        }
      }
      first.merge(second);
      CHECK(first.documents() == 20);
      CHECK(std::ranges::is_sorted(first.items(), {}, &Rehearsal::Item::number));
      RehearsalTotals sum;
      for (auto const& code : random_world::k_countries) {
        RehearsalTotals const& of = first.totals(words::cc(code));
        sum.gained += of.gained;
        sum.lost += of.lost;
        sum.altered += of.altered;
      }
      CHECK(sum.gained == gained);
      CHECK(sum.lost == lost);
      CHECK(sum.altered == altered);
      changed += first.changed();
    }
    CHECK(changed > 10);
  }

  TEST_CASE("where compare says that nothing widens, no question finds a widening; its examples hold") {
    HUECRY_SEEDED;
    auto random = test::generator("policy compare");
    auto const vocabulary = words::vocabulary();
    World world(random, *vocabulary);
    int by_outcome[3] = {};
    for (int round = 0; round < 40; ++round) {
      PolicySet const old_set = world.set(), new_set = world.edited(old_set);
      CompiledPolicy const before(old_set, vocabulary), after(new_set, vocabulary);
      auto const comparison =
          compare(before, after, everyone(), UnixSeconds(std::chrono::seconds(random_world::k_epoch)), {60'000});
      ++by_outcome[static_cast<std::size_t>(comparison.widening)];
      INFO("round " << round << " " << to_json(after, comparison));
      if (comparison.widening == Widening::found) {
        REQUIRE(comparison.example);
        REQUIRE(example_holds(old_set, new_set, *vocabulary, *comparison.example));
      }
      if (comparison.widening != Widening::impossible) continue;
      for (int tries = 0; tries < 40; ++tries) {
        Subject subject = world.subject();
        Circumstances now = world.circumstances();
        open_up(subject, now);
        REQUIRE_FALSE(widens_at(old_set, new_set, *vocabulary, subject, now));
      }
    }
    CHECK(by_outcome[0] > 2);
    CHECK(by_outcome[1] > 0);
    MESSAGE("cannot-widen " << by_outcome[0] << ", widens " << by_outcome[1] << ", not-proven " << by_outcome[2]);
  }
}
