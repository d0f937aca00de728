// What an explanation tells a person: by named rows.
#include "protocol/policy/explain.hpp"

#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using documents::PolicyKind;
using documents::PolicyRule;
using words::cc;

namespace {

/// FR permits Europe on Red Notices, forbids ES until 2027, and asks for BE.
PolicySet policies() {
  VersionedPolicy release;
  release.policy.kind = PolicyKind::release;
  release.policy.iss = cc("FR");
  release.policy.seq = 4;
  PolicyRule europe{"europe", "permit", {}, {}, {}, {}, {}, {}, {}, {"no_public"}};
  europe.when.colours = std::vector<std::string>{"RED"};
  europe.to = documents::PartyCondition{{{}, std::vector<std::string>{"europe"}, {}, {}}, {}};
  PolicyRule embargo{"embargo", "forbid", {}, {}, {}, {}, words::at("2027-01-01T00:00:00Z"), {}, {}, {}};
  embargo.to = documents::PartyCondition{{std::vector<std::string>{"ES"}, {}, {}, {}}, {}};
  PolicyRule ask{"ask", "permit", {}, {}, {}, {}, {}, "required", {}, {}};
  ask.to = documents::PartyCondition{{std::vector<std::string>{"BE"}, {}, {}, {}}, {}};
  PolicyRule broken{"broken", "forbid", {}, {}, {}, {}, {}, {}, {}, {}};
  broken.when.colours = std::vector<std::string>{"PINK"};
  broken.to = documents::PartyCondition{{std::vector<std::string>{"PT"}, {}, {}, {}}, {}};
  release.policy.rules = std::vector{europe, embargo, ask, broken};
  return {release};
}

Circumstances now() {
  Circumstances now;
  now.members.all = words::set({"BE", "BR", "DE", "ES", "FR", "PT"});
  now.at = words::at("2026-12-01T00:00:00Z");
  return now;
}

}

TEST_SUITE("protocol/policy explain") {
  TEST_CASE("each member's verdict comes with the rule that decides and with what would change it") {
    struct Row {
      std::string country, verdict, rule, remedy;
    };
    Row const rows[] = {{"DE", "allow", "europe", ""},
                        {"ES", "deny", "embargo", "FR drops or narrows rule embargo; it ends 2027-01-01T00:00:00Z"},
                        {"BE", "requestable", "ask", "FR consents"},
                        {"BR", "deny", "", "FR permits it; nearest is europe, which fails at to"},
                        {"PT", "deny", "broken", "FR repairs rule broken: unknown code PINK"},
                        {"FR", "deny", "", ""}};
    CompiledPolicy const policy(policies(), words::vocabulary());
    Subject subject{cc("FR"), {}, {}};
    subject.colour = documents::Colour::red;
    Explanation const explanation = explain(policy, subject, now());
    REQUIRE(explanation.recipients.size() == std::size(rows));
    for (RecipientExplanation const& found : explanation.recipients)
      for (Row const& row : rows) {
        if (row.country != found.country.text()) continue;
        CAPTURE(row.country);
        CHECK(to_text(found.verdict) == row.verdict);
        CHECK(found.deciding().rule == row.rule);
        CHECK(found.deciding().remedy == row.remedy);
      }
  }

  TEST_CASE("every clause that fails is named, not only the first") {
    CompiledPolicy const policy(policies(), words::vocabulary());
    Subject subject{cc("FR"), words::set({"ES"}), words::set({"DE"})};
    Explanation const explanation = explain(policy, subject, now());
    for (RecipientExplanation const& found : explanation.recipients) {
      if (found.country != cc("ES")) continue;
      REQUIRE(found.failing.size() == 3);
      CHECK(found.failing[0].reason.cause == Cause::not_addressed);
      CHECK(found.failing[1].reason.cause == Cause::excluded);
      CHECK(found.failing[2].rule == "embargo");
    }
  }

  TEST_CASE("as JSON it names every member, as a table it puts equal answers on one line") {
    CompiledPolicy const policy(words::vocabulary());
    Explanation const explanation = explain(policy, {cc("FR"), {}, {}}, now());
    std::string const json = to_json(explanation), table = to_table(explanation);
    for (std::string const code : {"BE", "BR", "DE", "ES", "PT"})
      CHECK(json.find("\"" + code + "\"") != std::string::npos);
    CHECK(table.find("BE BR DE ES PT") != std::string::npos);
  }

  TEST_CASE("an explanation that was read back from its JSON says the same") {
    CompiledPolicy const policy(policies(), words::vocabulary());
    Subject subject{cc("FR"), words::set({"DE"}), {}};
    subject.colour = documents::Colour::red;
    Principal const customs{cc("DE"), "CUSTOMS", EntityKind::customs, {}};
    auto const whole = explain(policy, subject, now(), std::span(&customs, 1));
    std::string const text = to_json(whole);
    auto const again = explanation_from_json(text);
    REQUIRE(again);
    CHECK(to_json(*again) == text);
    CHECK(to_table(*again) == to_table(whole));
    CHECK(to_table(whole).find(" DE/CUSTOMS") != std::string::npos);
    CHECK(whole.entities.front().verdict == Verdict::deny);  // nobody delegates to it
  }

  TEST_CASE("what is no explanation, or has a word of a newer program, is refused") {
    std::string const digest(43, 'A');
    auto const with = [&](std::string const& verdict, std::string const& duty) {
      return R"({"v":1,"policy":")" + digest + R"(","recipients":[{"country":"DE","verdict":")" + verdict +
             R"(","deciding":{"by":"release","cause":"permitted"},"failing":[],"redactions":[],"obligations":[")" +
             duty + R"("]}]})";
    };
    CHECK(explanation_from_json(with("allow", "no_public")));
    CHECK_FALSE(explanation_from_json(with("perhaps", "no_public")));
    CHECK_FALSE(explanation_from_json(with("allow", "no_smoking")));
    CHECK_FALSE(explanation_from_json(R"({"v":1,"policy":"x","recipients":[]})"));
    CHECK_FALSE(explanation_from_json("[]"));
  }
}
