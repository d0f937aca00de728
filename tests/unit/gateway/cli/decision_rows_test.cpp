// A stored decision by country, as the command shows it.
#include "gateway/cli/decision_rows.hpp"

#include "protocol/json/json.hpp"
#include "protocol/policy/record.hpp"
#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::cli;
using json::Json;
using words::cc;

namespace {

/// FR permits all but BR, keeps images from SG, and asks for JP. IT takes nothing.
Json record() {
  documents::Policy release;
  release.iss = cc("FR");
  release.seq = 7;
  auto const rule = [](std::string const& id, std::string const& effect, std::vector<std::string> countries) {
    documents::PolicyRule made{id, effect, {}, {}, {}, {}, {}, {}, {}, {}};
    if (!countries.empty()) made.to = documents::PartyCondition{{std::move(countries), {}, {}, {}}, {}};
    return made;
  };
  release.rules = {rule("members", "permit", {}), rule("not-brazil", "forbid", {"BR"}),
                   rule("no-images", "permit", {"SG"}), rule("ask", "permit", {"JP"})};
  (*release.rules)[2].redact = {"images"};
  (*release.rules)[3].consent = "required";
  (*release.rules)[3].obligations = {"no_public"};
  documents::Policy intake;
  intake.kind = documents::PolicyKind::intake;
  intake.iss = cc("IT");
  intake.seq = 3;
  intake.rules = {rule("nothing", "forbid", {})};
  policy::CompiledPolicy const policy({{intake, {}}, {release, {}}}, words::vocabulary());
  policy::Subject subject{cc("FR"), {}, {}};
  subject.blocks = policy::bit(policy::Block::images);
  policy::Circumstances now;
  now.members.all = words::set({"BR", "DE", "ES", "FR", "IT", "JP", "SG"});
  return Json::parse(policy::to_json(policy, subject, now, policy.decide(subject, now)));
}

}

TEST_SUITE("gateway/cli decision rows") {
  TEST_CASE("every member stands once, with verdict, reason and strings; who may have it comes first") {
    struct Row {
      std::string country, verdict, by, rule, cause, without, duties;
    };
    Row const rows[] = {{"DE", "allow", "release FR 7", "members", "permitted", "", ""},
                        {"ES", "allow", "release FR 7", "members", "permitted", "", ""},
                        {"SG", "redacted", "release FR 7", "members", "permitted", "images", ""},
                        {"JP", "requestable", "release FR 7", "ask", "needs-consent", "", "no_public"},
                        {"BR", "deny", "release FR 7", "not-brazil", "forbidden", "", ""},
                        {"FR", "deny", "hub", "", "origin", "", ""},
                        {"IT", "deny", "intake IT 3", "nothing", "forbidden", "", ""}};
    auto const found = decision_rows(record());
    REQUIRE(found);
    for (Row const& row : rows) {
      CAPTURE(row.country);
      std::size_t times = 0;
      for (DecisionRow const& each : *found) {
        if (!each.countries.contains(cc(row.country))) continue;
        ++times;
        CHECK(each.verdict == row.verdict);
        CHECK((each.by == row.by && each.rule == row.rule && each.cause == row.cause));
        CHECK((each.without.empty() ? "" : each.without.front()) == row.without);
        CHECK((each.duties.empty() ? "" : each.duties.front()) == row.duties);
      }
      CHECK(times == 1);
    }
    CHECK(found->size() == 6);  // DE and ES together
    CHECK(((*found)[0].verdict != "deny" && (*found)[1].verdict != "deny"));
  }

  TEST_CASE("a record of another form is refused") {
    for (std::string const member : {"allowed", "reasons"}) {
      CAPTURE(member);
      Json broken = record();
      broken[member] = "x";
      CHECK(decision_rows(broken).error().code == Errc::json_invalid);
    }
    Json broken = record();
    broken["reasons"][0]["to"] = "AAAA";
    CHECK_FALSE(decision_rows(broken));
    for (Json& clause : (broken = record())["reasons"])
      if (clause.contains("own")) clause["own"] = {{"it", {{"seq", 3}}}};
    CHECK(decision_rows(broken).error().code == Errc::parameter_invalid);
  }
}
