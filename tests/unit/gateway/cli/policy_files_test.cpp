#include "gateway/cli/policy_files.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using namespace huecry::cli;

namespace {

std::string policy_with(std::string const& rule) {
  return R"({"v":1,"iss":"FR","kind":"release","seq":3,"effective":"2026-12-01T00:00:00Z",
"rules":[{"id":"members","effect":"permit"},
)" + rule +
         "]}";
}

constexpr UnixSeconds k_effective = std::chrono::sys_days(std::chrono::year(2026) / 12 / 1);
constexpr UnixMillis k_before = k_effective - std::chrono::hours(1);

std::string const k_sound = R"({"id":"a","effect":"forbid","to":{"countries":["BR"]}})";
std::string const k_faulty = R"({"id":"a","effect":"forbid","to":{"groups":["XP/near"]}})";
std::string const k_invalid = R"({"id":"a","effect":"perhaps"})";

}

TEST_SUITE("gateway/cli policy files") {
  TEST_CASE("what the hub would refuse is an error, all else a warning; each with its line") {
    struct Row {
      std::string name, rule, severity;  // of the first finding; empty: none
    };
    Row const rows[] = {{"a sound rule", k_sound, ""},
                        {"an unknown group", k_faulty, "warning"},
                        {"an unknown effect", k_invalid, "error"}};
    PolicyReader const reader;
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Linted const linted = lint(reader, {"p.json", policy_with(row.rule)}, nullptr, k_before);
      CHECK(linted.names_secretariat() == (row.severity == "warning"));
      CHECK(linted.findings.empty() == row.severity.empty());
      CHECK(linted.has_errors() == (row.severity == "error"));
      json::Json const shown = to_json(linted);
      CHECK(shown["file"] == "p.json");
      if (row.severity.empty()) continue;
      CHECK(shown["findings"][0]["severity"] == row.severity);
      CHECK(shown["findings"][0]["line"] == 3);
    }
  }

  TEST_CASE("a policy for the past is an error, with its line; two clocks may differ by the limit") {
    PolicyReader const reader;
    auto const at = [&](std::chrono::milliseconds after) {
      return lint(reader, {"p.json", policy_with(k_sound)}, nullptr, k_effective + after).findings;
    };
    CHECK(at(limits::policy_past_max).empty());
    auto const past = at(limits::policy_past_max + std::chrono::seconds(1));
    REQUIRE(past.size() == 1);
    CHECK(past.front().kind == policy::LintKind::invalid);
    CHECK(past.front().line == 1);
    CHECK(past.front().pointer == "/effective");
  }

  TEST_CASE("the secretariat's groups are known when its policy is given") {
    PolicyReader const reader;
    auto const baseline = read_policy(reader, {"b.json", R"({"v":1,"iss":"XP","kind":"baseline","seq":1,
"effective":"2026-12-01T00:00:00Z","groups":[{"name":"near","members":["DE"]}]})"});
    REQUIRE(baseline);
    CHECK(lint(reader, {"p.json", policy_with(k_faulty)}, &*baseline, k_before).findings.empty());
  }

  TEST_CASE("a file that cannot be read, or is no policy, is named") {
    test::TempDir const dir;
    auto const absent = open_policy((dir.path() / "absent.json").string());
    REQUIRE_FALSE(absent);
    CHECK(absent.error().code == Errc::config_invalid);
    auto const file = dir.path() / "p.json";
    std::ofstream(file) << policy_with(k_invalid);
    auto const opened = open_policy(file.string());
    REQUIRE(opened);
    auto const policy = read_policy(PolicyReader(), *opened);
    REQUIRE_FALSE(policy);
    CHECK(policy.error().detail.starts_with(file.string()));
    CHECK_FALSE(policy.error().faults.empty());
  }
}
