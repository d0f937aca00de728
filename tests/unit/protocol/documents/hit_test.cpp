#include "protocol/documents/hit.hpp"

#include <doctest/doctest.h>

#include "protocol/documents/policy.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::HitAct;
using json::Json;
using life::HitEvent;

namespace {

Json report() {
  return {{"v", 1},   {"id", "DE-H-1"},    {"iss", "DE"},       {"act", "report"},   {"notice", "FR-2026.1"},
          {"ver", 2}, {"clock", "SIRENE"}, {"place", "Aachen"}, {"case_no", "BKA 7"}};
}

Json step(std::string const& act, std::string const& member = "", std::string const& value = "") {
  bool const of_source = act != "outcome";
  std::string const iss = of_source ? "FR" : "DE";
  Json document = {{"v", 1},     {"id", iss + "-H-9"},    {"iss", iss},
                   {"act", act}, {"notice", "FR-2026.1"}, {"of", "DE-H-1"}};
  if (!member.empty()) document[member] = value;
  if (act == "pause") document["until"] = "2027-03-01T00:00:00Z";
  return document;
}

Json with(Json document, std::string const& member, Json value) {
  document[member] = std::move(value);
  return document;
}

Json without(Json document, std::string const& member) {
  document.erase(member);
  return document;
}

Result<documents::Hit> read(Json const& document) {
  return documents::read_hit(samples::schemas(), json::write(document));
}

}

TEST_SUITE("protocol/documents hit") {
  TEST_CASE("a report says which version was looked at, and how long the answer may take") {
    auto const hit = read(report());
    REQUIRE(hit);
    CHECK(hit->act == HitAct::report);
    CHECK(hit->event == HitEvent::report);
    CHECK(hit->source.text() == "FR");
    CHECK(hit->reporter.text() == "DE");
    CHECK(hit->of == "DE-H-1");
    CHECK(hit->ver == 2);
    CHECK(life::k_limit_profiles[hit->clock].name == "SIRENE");
  }

  TEST_CASE("what the source says, and what came of it, are steps of the hit's life") {
    struct Row {
      Json document;
      HitEvent event;
      std::string code;
    };
    Row const rows[] = {{step("answer", "answer", "CONFIRMED"), HitEvent::confirm, "CONFIRMED"},
                        {step("answer", "answer", "NOT_SAME"), HitEvent::deny, "NOT_SAME"},
                        {step("answer", "answer", "WITHDRAWN_DATA"), HitEvent::retract, "WITHDRAWN_DATA"},
                        {step("pause", "pause", "JUDICIAL_AUTHORISATION"), HitEvent::pause, "JUDICIAL_AUTHORISATION"},
                        {step("outcome", "outcome", "ARRESTED"), HitEvent::conclude, "ARRESTED"}};
    for (Row const& row : rows) {
      auto const hit = read(row.document);
      REQUIRE(hit);
      CHECK(hit->event == row.event);
      CHECK(hit->code == row.code);
      CHECK(hit->of == "DE-H-1");
      CHECK(hit->reporter.text() == "DE");
    }
    CHECK(documents::moment_text(*read(rows[3].document)->until) == "2027-03-01T00:00:00Z");
  }

  TEST_CASE("what does not belong together is refused, and named") {
    struct Row {
      std::string name;
      Json document;
      std::string pointer;
      Errc code;
    };
    Row const rows[] = {
        {"a report without a version", without(report(), "ver"), "/ver", Errc::payload_rule},
        {"a report without a clock", without(report(), "clock"), "/clock", Errc::payload_rule},
        {"an unknown clock", with(report(), "clock", "SOON"), "/clock", Errc::payload_schema},
        {"a report of one's own notice", with(report(), "notice", "DE-1"), "/notice", Errc::payload_rule},
        {"a report of no member's notice", with(report(), "notice", "QQ-1"), "/notice", Errc::payload_rule},
        {"a report that answers", with(report(), "answer", "CONFIRMED"), "/answer", Errc::payload_rule},
        {"a report about another hit", with(report(), "of", "DE-H-0"), "/of", Errc::payload_rule},
        {"another's name", with(report(), "id", "IT-H-1"), "/id", Errc::payload_rule},
        {"an answer without a code", step("answer"), "/answer", Errc::payload_rule},
        {"an unknown answer", step("answer", "answer", "PERHAPS"), "/answer", Errc::payload_schema},
        {"an answer to no hit", without(step("answer", "answer", "CONFIRMED"), "of"), "/of", Errc::payload_rule},
        {"an answer about another's notice", with(step("answer", "answer", "CONFIRMED"), "notice", "IT-1"), "/notice",
         Errc::payload_rule},
        {"a pause without an end", without(step("pause", "pause", "JUDICIAL_AUTHORISATION"), "until"), "/until",
         Errc::payload_rule},
        {"a pause until no day",
         with(step("pause", "pause", "JUDICIAL_AUTHORISATION"), "until", "2027-02-30T00:00:00Z"), "/until",
         Errc::payload_rule},
        {"a pause for want of time", step("pause", "pause", "BUSY"), "/pause", Errc::payload_schema},
        {"an outcome of another's hit", with(step("outcome", "outcome", "ARRESTED"), "of", "IT-H-1"), "/of",
         Errc::payload_rule},
        {"an outcome by the source", with(with(step("outcome", "outcome", "ARRESTED"), "iss", "FR"), "id", "FR-H-9"),
         "/of", Errc::payload_rule},
        {"not pursued, and not why", step("outcome", "outcome", "NOT_PURSUED"), "/text", Errc::payload_rule},
        {"a member too many", with(report(), "secret", true), "/secret", Errc::payload_schema}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const hit = read(row.document);
      REQUIRE_FALSE(hit);
      CHECK(hit.error().code == row.code);
      bool const named =
          std::ranges::any_of(hit.error().faults, [&](auto const& fault) { return fault.pointer == row.pointer; });
      CHECK(named);
    }
    CHECK(read(with(step("outcome", "outcome", "NOT_PURSUED"), "text", "no capacity")));
  }
}
