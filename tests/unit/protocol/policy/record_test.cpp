// The stored form of a decision, to the byte. Reading it back: property_test.cpp, semantics_test.cpp.
#include "protocol/policy/record.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using documents::PolicyKind;
using words::cc;
using words::set;

namespace {

std::string quoted(CountrySet const& countries) { return '"' + base64url_encode(countries.pack()) + '"'; }

documents::PolicyRule rule(std::string const& id, std::string const& effect, std::vector<std::string> to = {}) {
  documents::PolicyRule made{id, effect, {}, {}, {}, {}, {}, {}, {}, {}};
  if (!to.empty()) made.to = documents::PartyCondition{{std::move(to), {}, {}, {}}, {}};
  return made;
}

VersionedPolicy policy_of(PolicyKind kind, std::string_view iss, std::vector<documents::PolicyRule> rules) {
  documents::Policy made;
  made.kind = kind;
  made.iss = cc(iss);
  made.seq = 7;
  made.rules = std::move(rules);
  return {made, {}};
}

/// FR permits all but BR and asks for JP; IT and SG each take nothing.
PolicySet set_of_rules() {
  auto ask = rule("ask", "permit", {"JP"});
  ask.consent = "required";
  ask.redact = {"images"};
  return {policy_of(PolicyKind::release, "FR", {rule("all", "permit"), rule("not \"BR\"", "forbid", {"BR"}), ask}),
          policy_of(PolicyKind::intake, "IT", {rule("nothing", "forbid")}), policy_of(PolicyKind::intake, "SG", {})};
}

Circumstances now_of(CountrySet const& members) {
  Circumstances now;
  now.members.all = members;
  now.at = words::at("2026-12-01T00:00:00Z");
  return now;
}

std::string reasons_in(std::string const& record) { return record.substr(record.find(",\"reasons\"")); }

}

TEST_SUITE("protocol/policy record") {
  TEST_CASE("a record says who asked what of which set, what was answered, and why, in this order") {
    CompiledPolicy const policy(set_of_rules(), words::vocabulary());
    CountrySet const members = set({"BR", "DE", "ES", "FR", "IT", "JP", "SG"});
    Subject subject{cc("FR"), {}, {}};
    subject.blocks = bit(Block::images);
    Circumstances const now = now_of(members);
    CHECK(to_json(policy, subject, now, policy.decide(subject, now)) ==
          R"({"v":3,"policy":")" + to_base64url(policy.digest()) +
              R"(","subject":{"origin":"FR","channel":"notice","blocks":["images"]})" +
              R"(,"now":{"at":1796083200,"stage":"deliver","members":)" + quoted(members) + R"(},"allowed":)" +
              quoted(set({"DE", "ES"})) + R"(,"requestable":)" + quoted(set({"JP"})) + R"(,"redacted":{"images":)" +
              quoted(set({"JP"})) +
              R"(},"reasons":[{"by":"release","cause":"forbidden","author":"FR","seq":7,"rule":"not \"BR\"","to":)" +
              quoted(set({"BR"})) +
              R"(},{"by":"release","cause":"permitted","author":"FR","seq":7,"rule":"all","to":)" +
              quoted(set({"DE", "ES"})) + R"(},{"by":"hub","cause":"origin","to":)" + quoted(set({"FR"})) +
              R"(},{"by":"intake","cause":"forbidden","own":{"IT":{"seq":7,"rule":"nothing"}}})" +
              R"(,{"by":"release","cause":"needs-consent","author":"FR","seq":7,"rule":"ask","to":)" +
              quoted(set({"JP"})) + R"(},{"by":"intake","cause":"no-permit","own":{"SG":{"seq":7}}}]})");
  }

  TEST_CASE("what a subject says is written in words, and what it does not say is left out") {
    struct Row {
      std::string name;
      Subject subject;
      std::string text;
    };
    auto const base = [](auto&& change) {
      Subject subject{cc("FR"), {}, {}};
      change(subject);
      return subject;
    };
    std::chrono::sys_days const day(std::chrono::days(100));
    std::string const offence = words::vocabulary()->offences()[1];
    CompiledPolicy const nothing({}, words::vocabulary());
    Row const rows[] = {
        {"nothing", base([](Subject&) {}), ""},
        {"exclusions", base([](Subject& s) { s.excluded = set({"BR"}); }), R"(,"exclude":)" + quoted(set({"BR"}))},
        {"nobody addressed", base([](Subject& s) { s.addressees = CountrySet{}; }), R"(,"addressees":)" + quoted({})},
        {"handling", base([](Subject& s) { s.handling = Handling::h2; }), R"(,"handling":"H2")"},
        {"offences", base([](Subject& s) { s.offences.set(1); }), R"(,"offences":[")" + offence + R"("])"},
        {"two blocks", base([](Subject& s) { s.blocks = 6; }), R"(,"blocks":["judicial","biometrics"])"},
        {"an unknown code", base([](Subject& s) { s.unknown_label = true; }), R"(,"unknown_label":true)"},
        {"a person of whom nothing is known", base([](Subject& s) { s.about_person = true; }), R"(,"person":{})"},
        {"born before the epoch", base([&](Subject& s) {
           s.about_person = true;
           s.born = {day - std::chrono::days(200), day};
         }),
         R"(,"person":{"born":[-100,100]})"},
        {"born and of a nationality", base([&](Subject& s) {
           s.about_person = true;
           s.born = {day, day};
           s.nationalities = set({"DE"});
         }),
         R"(,"person":{"born":[100,100],"nationalities":)" + quoted(set({"DE"})) + "}"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string const record = to_json(nothing, row.subject, {}, nothing.decide(row.subject, {}));
      CHECK_MESSAGE(
          record.find(R"("subject":{"origin":"FR","channel":"notice")" + row.text + R"(},"now":)") != std::string::npos,
          record);
      CHECK(question_from_json(*words::vocabulary(), record)->subject == row.subject);
    }
  }

  TEST_CASE("every member stands under one reason, also where each has its own") {
    PolicySet policies;
    CountrySet members;
    for (std::uint8_t slot = 0; slot < 196; ++slot) {
      CountryCode const country = *CountryCode::from_slot(slot);
      members.add(country);
      std::string const long_id = "rule-" + std::string(60, 'x') + std::to_string(slot);
      policies.push_back(policy_of(PolicyKind::intake, country.text(), {rule(long_id, "forbid")}));
    }
    CompiledPolicy const policy(policies, words::vocabulary());
    Subject const subject{cc("FR"), {}, {}};
    Circumstances const now = now_of(members);
    auto const record = json::read(to_json(policy, subject, now, policy.decide(subject, now)));
    REQUIRE(record);
    json::Json const& reasons = record->at("reasons");
    REQUIRE(reasons.size() == 2);
    CHECK(reasons[1]["cause"] == "origin");
    CHECK(reasons[0]["own"].size() == 195);
    CHECK(reasons[0]["own"]["DE"]["rule"].get<std::string>().starts_with("rule-xxx"));
  }

  TEST_CASE("members with one reason stand together, others apart") {
    std::vector<documents::PolicyRule> rules{rule("all", "permit")};
    rules.push_back(rule("one", "forbid", {"BR", "DE"}));
    rules.push_back(rule("two", "forbid", {"ES"}));
    CompiledPolicy const policy({policy_of(PolicyKind::release, "FR", rules)}, words::vocabulary());
    Subject const subject{cc("FR"), {}, {}};
    Circumstances const now = now_of(set({"BR", "DE", "ES", "IT", "JP"}));
    auto const part = [](std::string const& cause, std::string const& rule, CountrySet const& to) {
      return R"({"by":"release","cause":")" + cause + R"(","author":"FR","seq":7,"rule":")" + rule + R"(","to":)" +
             quoted(to) + "}";
    };
    CHECK(reasons_in(to_json(policy, subject, now, policy.decide(subject, now))) ==
          R"(,"reasons":[)" + part("forbidden", "one", set({"BR", "DE"})) + "," +
              part("forbidden", "two", set({"ES"})) + "," + part("permitted", "all", set({"IT", "JP"})) + "]}");
  }
}
