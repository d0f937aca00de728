#include "protocol/policy/lint.hpp"

#include <algorithm>

#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;

namespace {

documents::Schemas const& schemas() {
  static documents::Schemas const compiled;
  return compiled;
}

std::string const k_head = R"({"v":1,"iss":"FR","kind":"release","seq":1,"effective":"2026-12-01T00:00:00Z",
"groups":[{"name":"near","members":["DE","ES"]},{"name":"empty","members":[]}],
"rules":[
{"id":"base","effect":"permit"})";

/// A release policy whose first rule stands on line 4 and whose others follow, one on each line.
std::string policy_with(std::string const& rules) { return k_head + rules + "]}"; }

}

TEST_SUITE("protocol/policy lint") {
  TEST_CASE("each kind of finding, on its line; and beside it a rule that is in order") {
    struct Row {
      std::string name, rules;
      std::string kind;  // empty: nothing to say
      std::size_t line;
    };
    Row const rows[] = {{"a sound forbid", R"(,
{"id":"a","effect":"forbid","to":{"groups":["FR/near"]}})",
                         "", 0},
                        {"an unknown group", R"(,
{"id":"a","effect":"forbid","to":{"groups":["FR/far"]}})",
                         "faulty", 5},
                        {"an unknown group of the secretariat", R"(,
{"id":"a","effect":"permit","to":{"groups":["XP/far"]}})",
                         "faulty", 5},
                        {"an empty group", R"(,
{"id":"a","effect":"permit","redact":["images"],"to":{"groups":["FR/empty"]}})",
                         "faulty", 5},
                        {"an unknown region", R"(,
{"id":"a","effect":"forbid","to":{"regions":["atlantis"]}})",
                         "faulty", 5},
                        {"a group of a third member", R"(,

{"id":"a","effect":"forbid","to":{"groups":["DE/near"]}})",
                         "invalid", 6},
                        {"a word outside its list", R"(,
{"id":"a","effect":"forbid","when":{
"colours":["PINK"]}})",
                         "invalid", 6},
                        {"recipients that except leaves empty", R"(,
{"id":"a","effect":"forbid","to":{"groups":["FR/near"],"except":{"countries":["DE","ES"]}}})",
                         "never-matches", 5},
                        {"recipients that except leaves some of", R"(,
{"id":"a","effect":"forbid","to":{"groups":["FR/near"],"except":{"countries":["DE"]}}})",
                         "", 0},
                        {"only the issuer itself", R"(,
{"id":"a","effect":"forbid","to":{"countries":["FR"]}})",
                         "never-matches", 5},
                        {"over before it begins", R"(,
{"id":"a","effect":"forbid","until":"2026-12-01T00:00:00Z"})",
                         "never-matches", 5},
                        {"over a second later", R"(,
{"id":"a","effect":"forbid","until":"2026-12-01T00:00:01Z","when":{"colours":["RED"]}})",
                         "", 0},
                        {"a permit that is forbidden whole", R"(,
{"id":"a","effect":"forbid","when":{"colours":["RED","BLUE"]}},
{"id":"b","effect":"permit","when":{"colours":["RED"]},"redact":["images"]})",
                         "unreachable", 6},
                        {"a permit that says nothing new", R"(,
{"id":"a","effect":"permit","when":{"colours":["RED"]}})",
                         "unreachable", 5},
                        {"a permit with a string of its own", R"(,
{"id":"a","effect":"permit","when":{"colours":["RED"]},"redact":["images"]})",
                         "", 0},
                        {"a forbid inside another", R"(,
{"id":"a","effect":"forbid","to":{"regions":["europe"]}},
{"id":"b","effect":"forbid","to":{"countries":["DE"]}})",
                         "unreachable", 6},
                        {"a contradiction", R"(,
{"id":"a","effect":"forbid"})",
                         "contradiction", 4}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const findings = lint(schemas(), *words::vocabulary(), policy_with(row.rules), nullptr);
      if (row.kind.empty()) {
        CHECK_MESSAGE(findings.empty(), findings.front().text);
        continue;
      }
      REQUIRE_FALSE(findings.empty());
      CHECK(to_text(findings.front().kind) == row.kind);
      CHECK(findings.front().line == row.line);
      CHECK_FALSE(findings.front().text.empty());
    }
  }

  TEST_CASE("a policy without a permit is told that it denies everything") {
    std::string const text = R"({"v":1,"iss":"FR","kind":"release","seq":1,"effective":"2026-12-01T00:00:00Z",
"rules":[{"id":"a","effect":"forbid","to":{"countries":["DE"]}}]})";
    auto const findings = lint(schemas(), *words::vocabulary(), text, nullptr);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].kind == LintKind::gives_nothing);
    CHECK(findings[0].line == 2);
  }

  TEST_CASE("rules about hits are looked at like those about documents") {
    struct Row {
      std::string name, hits, kind;
    };
    Row const rows[] = {{"a sound one", R"({"id":"a","effect":"permit","to":{"groups":["FR/near"]}})", ""},
                        {"an unknown group", R"({"id":"a","effect":"permit","to":{"groups":["FR/far"]}})", "faulty"},
                        {"nobody", "", "gives-nothing"},
                        {"an obligation", R"({"id":"a","effect":"permit","obligations":["no_public"]})", "invalid"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const findings = lint(schemas(), *words::vocabulary(), k_head + "],\n\"hits\":[" + row.hits + "]}", nullptr);
      CHECK(findings.empty() == row.kind.empty());
      if (findings.empty()) continue;
      auto const found = std::ranges::find(findings, row.kind, [](auto const& each) { return to_text(each.kind); });
      REQUIRE(found != findings.end());
      CHECK(found->line == 5);
      CHECK(found->pointer.starts_with("/hits"));
    }
  }

  TEST_CASE("the secretariat's groups and regions are known where its policy is given") {
    documents::Policy baseline;
    baseline.iss = documents::secretariat();
    baseline.kind = documents::PolicyKind::baseline;
    baseline.groups.push_back({"pilot", {"DE", "FR"}});
    baseline.regions.push_back({"baltic", {"DE"}});
    std::string const text = policy_with(R"(,
{"id":"a","effect":"forbid","to":{"groups":["XP/pilot"],"regions":["baltic"]}})");
    CHECK(lint(schemas(), *words::vocabulary(), text, &baseline).empty());
    CHECK_FALSE(lint(schemas(), *words::vocabulary(), text, nullptr).empty());
  }

  TEST_CASE("text that is no JSON is one finding") {
    auto const findings = lint(schemas(), *words::vocabulary(), "{\n", nullptr);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].kind == LintKind::invalid);
  }
}
