// The compiled policy against the reference, on random policies, documents and recipients. HUECRY_SEED replays a run,
// HUECRY_CASES sets the number of cases: (policy set, document, recipient).
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>

#include "protocol/policy/record.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/protocol/policy/random_world.hpp"
#include "tests/unit/protocol/policy/reference.hpp"
#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using random_world::World;
using reference::Reference;

namespace {

std::size_t wanted_cases() {
  char const* const given = std::getenv("HUECRY_CASES");  // NOLINT(concurrency-mt-unsafe): one thread
  return given == nullptr ? 100'000 : std::stoull(given);
}

std::set<std::string> named(Bits bits, auto const& names) {
  std::set<std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (has_bit(bits, i)) found.emplace(names[i]);
  return found;
}

std::string rule_of(CompiledPolicy const& policy, Reason const& reason, CountryCode origin, CountryCode recipient) {
  auto const* const document = policy.document(reason.layer, origin, recipient);
  return document == nullptr ? std::string() : std::string(rule_id(document->policy, reason));
}

}

TEST_SUITE("protocol/policy property") {
  TEST_CASE("the compiled policy gives each recipient what the reference gives") {
    HUECRY_SEEDED;
    auto random = test::generator("policy property");
    auto const vocabulary = words::vocabulary();
    World world(random, *vocabulary);
    std::size_t cases = 0, by_verdict[4] = {};
    for (std::size_t const wanted = wanted_cases(); cases < wanted;) {
      PolicySet const set = world.set();
      CompiledPolicy const policy(set, vocabulary);
      for (int round = 0; round < 20; ++round) {
        Subject const subject = world.subject();
        Circumstances const now = world.circumstances();
        Decision const decision = policy.decide(subject, now);
        for (auto const& code : random_world::k_countries) {
          CountryCode const recipient = random_world::cc(code);
          auto const expected = Reference({set, *vocabulary, subject, now, recipient}).bureau();
          Reason const reason = decision.reason(recipient);
          bool const right = decision.verdict(recipient) == expected.verdict && reason.layer == expected.layer &&
                             reason.cause == expected.cause &&
                             rule_of(policy, reason, subject.origin, recipient) == expected.rule &&
                             named(decision.redactions(recipient), k_blocks) == expected.redactions &&
                             named(decision.obligations(recipient), k_obligations) == expected.obligations;
          ++cases;
          ++by_verdict[static_cast<std::size_t>(expected.verdict)];
          REQUIRE_MESSAGE(right, code << " " << to_json(policy, subject, now, decision) << " expected "
                                      << to_text(expected.verdict) << " " << to_text(expected.layer) << " "
                                      << to_text(expected.cause) << " " << expected.rule);
        }
      }
    }
    std::cout << "policy property: " << cases << " cases, HUECRY_SEED=" << test::seed() << "\n";
    for (std::size_t const count : by_verdict) CHECK(count * 200 > cases);  // the world is no desert
  }

  TEST_CASE("the compiled policy gives each national entity what the reference gives, and never more than its bureau") {
    HUECRY_SEEDED;
    auto random = test::generator("policy entities");
    auto const vocabulary = words::vocabulary();
    World world(random, *vocabulary);
    std::size_t given = 0;
    for (std::size_t cases = 0; cases < wanted_cases() / 5; cases += 80) {
      PolicySet const set = world.set();
      CompiledPolicy const policy(set, vocabulary);
      for (int round = 0; round < 10; ++round) {
        Subject const subject = world.subject();
        Circumstances const now = world.circumstances();
        Decision const bureaus = policy.decide(subject, now);
        for (auto const& code : random_world::k_countries) {
          Principal const principal{random_world::cc(code), round % 2 == 0 ? "FISH" : "FIU", world.kind(), "u"};
          auto const expected = Reference::entity({set, *vocabulary, subject, now, principal.country, principal.kind},
                                                  principal.organisation);
          EntityDecision const answer = policy.decide(principal, subject, now);
          REQUIRE(policy.decide(std::span(&principal, 1), subject, now).front() == answer);
          INFO(code << " " << to_json(policy, subject, now, bureaus));
          REQUIRE(to_text(answer.verdict) == to_text(expected.verdict));
          if (answer.verdict == Verdict::deny) {
            REQUIRE(to_text(answer.reason.cause) == to_text(expected.cause));
            continue;
          }
          ++given;
          REQUIRE(named(answer.redactions, k_blocks) == expected.redactions);
          REQUIRE(named(answer.obligations, k_obligations) == expected.obligations);
          REQUIRE(answer.verdict <= std::max(bureaus.verdict(principal.country), Verdict::requestable));
        }
      }
    }
    CHECK(given > 20);
  }

  TEST_CASE("a decision that was written down is made again with the same answer") {
    HUECRY_SEEDED;
    auto random = test::generator("policy replay");
    auto const vocabulary = words::vocabulary();
    World world(random, *vocabulary);
    for (int round = 0; round < 300; ++round) {
      CompiledPolicy const policy(world.set(), vocabulary);
      Subject const subject = world.subject();
      Circumstances const now = world.circumstances();
      std::string const record = to_json(policy, subject, now, policy.decide(subject, now));
      auto const question = question_from_json(*vocabulary, record);
      REQUIRE(question);
      CHECK(*question == Question{subject, now});
      auto const again = replay(policy, record);
      REQUIRE(again);
      CHECK(again->same);
    }
  }
}
