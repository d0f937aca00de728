#include "protocol/documents/policy.hpp"

#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using json::Json;
using samples::Edit;

namespace {

Json release() { return samples::sample("policies/release"); }

}

TEST_SUITE("protocol/documents policy") {
  TEST_CASE("each author's policy is read with all that it says") {
    auto const policy = documents::read_policy(samples::schemas(), json::write(release()));
    REQUIRE(policy);
    CHECK(policy->iss == *CountryCode::parse("FR"));
    CHECK(policy->kind == documents::PolicyKind::release);
    CHECK(policy->seq == 7);
    CHECK(documents::moment_text(policy->effective) == "2026-12-01T08:00:00Z");
    REQUIRE(policy->rules);
    REQUIRE(policy->rules->size() == 3);
    documents::PolicyRule const& rule = (*policy->rules)[1];
    CHECK(rule.id == "fisheries-next-door");
    CHECK(rule.when.offences == std::vector<std::string>{"PEE/FIS"});
    CHECK(rule.to->among.groups == std::vector<std::string>{"FR/neighbours"});
    CHECK(rule.to->except->countries == std::vector<std::string>{"BE"});
    CHECK(rule.redact == std::vector<std::string>{"images"});
    CHECK(rule.consent == "required");
    CHECK_FALSE(rule.origins);
    CHECK((*policy->rules)[2].when.minor == true);

    auto const intake = documents::read_policy(samples::schemas(), json::write(samples::sample("policies/intake")));
    REQUIRE(intake);
    REQUIRE(intake->delegations.size() == 1);
    CHECK(intake->delegations[0].organisation == "FISH");
    auto const baseline = documents::read_policy(samples::schemas(), json::write(samples::sample("policies/baseline")));
    REQUIRE(baseline);
    REQUIRE(baseline->modes.size() == 1);
    CHECK(baseline->modes[0].mode == "PRE_SCREEN_DIFFUSIONS");
    CHECK_FALSE(baseline->rules);
  }

  TEST_CASE("rules that a schema cannot say") {
    struct Row {
      std::string name, sample;
      std::vector<Edit> edits;
      std::string pointer;  // of the fault; empty: none
    };
    Row const rows[] = {
        {"as it is", "release", {}, ""},
        {"a country that is none", "release", {{"/groups/0/members/0", "\"QQ\""}}, "/groups/0/members/0"},
        {"an issuer that is none", "release", {{"/iss", "\"QQ\""}}, "/iss"},
        {"rules about hits", "release", {{"/hits", R"([{"id": "a", "effect": "permit"}])"}}, ""},
        {"those of the secretariat, by origin",
         "baseline",
         {{"/hits", R"([{"id": "a", "effect": "permit", "origins": {"countries": ["DE"]}}])"}},
         ""},
        {"a redaction in them",
         "release",
         {{"/hits", R"([{"id": "a", "effect": "permit", "redact": ["images"]}])"}},
         "/hits/0/redact"},
        {"consent in them",
         "release",
         {{"/hits", R"([{"id": "a", "effect": "permit", "consent": "required"}])"}},
         "/hits/0/consent"},
        {"a country in them that is none",
         "release",
         {{"/hits", R"([{"id": "a", "effect": "permit", "to": {"countries": ["QQ"]}}])"}},
         "/hits/0/to/countries/0"},
        {"an obligation in them",
         "release",
         {{"/hits", R"([{"id": "a", "effect": "permit", "obligations": ["no_public"]}])"}},
         "/hits/0/obligations"},
        {"origins in them",
         "release",
         {{"/hits", R"([{"id": "a", "effect": "permit", "origins": {"countries": ["DE"]}}])"}},
         "/hits/0/origins"},
        {"two of one name",
         "release",
         {{"/hits", R"([{"id": "a", "effect": "permit"}, {"id": "a", "effect": "forbid"}])"}},
         "/hits/1/id"},
        {"a window that ends before it begins",
         "release",
         {{"/hits",
           R"([{"id": "a", "effect": "permit", "from": "2027-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}])"}},
         "/hits/0/until"},
        {"rules about hits by a recipient", "intake", {{"/hits", R"([{"id": "a", "effect": "permit"}])"}}, "/hits"},
        {"an excepted country that is none",
         "release",
         {{"/rules/1/to/except/countries/0", "\"QQ\""}},
         "/rules/1/to/except/countries/0"},
        {"a rule's name twice", "release", {{"/rules/2/id", "\"bureaus\""}}, "/rules/2/id"},
        {"a group's name twice", "release", {{"/groups/1", R"({"name":"neighbours","members":[]})"}}, "/groups/1/name"},
        {"the secretariat's group", "release", {{"/rules/1/to/groups/0", "\"XP/any\""}}, ""},
        {"a third member's group", "release", {{"/rules/1/to/groups/0", "\"DE/any\""}}, "/rules/1/to/groups/0"},
        {"30 February", "release", {{"/effective", "\"2026-02-30T00:00:00Z\""}}, "/effective"},
        {"an end before the start",
         "release",
         {{"/rules/2/from", "\"2027-01-01T00:00:00Z\""}, {"/rules/2/until", "\"2027-01-01T00:00:00Z\""}},
         "/rules/2/until"},
        {"an end after the start",
         "release",
         {{"/rules/2/from", "\"2027-01-01T00:00:00Z\""}, {"/rules/2/until", "\"2027-01-01T00:00:01Z\""}},
         ""},
        {"origins in a release", "release", {{"/rules/2/origins", R"({"countries":["DE"]})"}}, "/rules/2/origins"},
        {"origins in an intake", "intake", {{"/rules/0/origins", R"({"countries":["DE"]})"}}, ""},
        {"a forbid with a redaction", "release", {{"/rules/2/redact", R"(["images"])"}}, "/rules/2/redact"},
        {"delegations in a release", "release", {{"/delegations", "[]"}}, "/delegations"},
        {"modes in a release", "release", {{"/modes", "[]"}}, "/modes"},
        {"consent in an intake", "intake", {{"/rules/0/consent", "\"required\""}}, "/rules/0/consent"},
        {"recipients in an intake", "intake", {{"/rules/0/to", R"({"countries":["DE"]})"}}, "/rules/0/to/countries"},
        {"entities in an intake", "intake", {{"/rules/0/to", R"({"entities":["police"]})"}}, ""},
        {"a baseline of a bureau", "baseline", {{"/iss", "\"FR\""}}, "/kind"},
        {"a release of the secretariat", "release", {{"/iss", "\"XP\""}, {"/rules/1/to", ""}}, ""},
        {"a region that is there already", "baseline", {{"/regions/0/name", "\"europe\""}}, "/regions/0/name"},
        {"a measure without an end", "baseline", {{"/modes/0/until", ""}}, "/modes/0/until"},
        {"a measure without its end's order",
         "baseline",
         {{"/modes/0/until", "\"2020-01-01T00:00:00Z\""}},
         "/modes/0/until"},
        {"a review on no day", "baseline", {{"/modes/0/review_on", "\"2027/02/30\""}}, "/modes/0/review_on"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json const document = samples::edited(samples::sample("policies/" + row.sample), row.edits);
      auto const policy = documents::read_policy(samples::schemas(), json::write(document));
      if (row.pointer.empty()) {
        CHECK_MESSAGE(policy, samples::text_of(policy ? std::vector<FieldFault>() : policy.error().faults));
        continue;
      }
      REQUIRE_FALSE(policy);
      CHECK_MESSAGE(samples::names(policy.error().faults, row.pointer), samples::text_of(policy.error().faults));
    }
  }

  TEST_CASE("moments are those of the calendar, to the second, in UTC") {
    for (std::string const text : {"2026-12-01T08:00:00Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z"}) {
      CAPTURE(text);
      auto const moment = documents::parse_moment(text);
      REQUIRE(moment);
      CHECK(documents::moment_text(*moment) == text);
    }
    for (std::string const text :
         {"", "2026-12-01", "2026-12-01T08:00:00", "2026-12-01 08:00:00Z", "2026-13-01T00:00:00Z",
          "2026-12-01T24:00:00Z", "2026-12-01T00:60:00Z", "2026-12-01T00:00:60Z", "2023-02-29T00:00:00Z"}) {
      CAPTURE(text);
      CHECK_FALSE(documents::parse_moment(text));
    }
  }
}
