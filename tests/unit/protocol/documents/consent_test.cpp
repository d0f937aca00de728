#include "protocol/documents/consent.hpp"

#include <doctest/doctest.h>

#include "protocol/documents/policy.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::ConsentAct;
using json::Json;

namespace {

Json request() {
  return {{"v", 1},           {"id", "DE-C-1"},        {"iss", "DE"},
          {"act", "request"}, {"notice", "FR-2026.1"}, {"purpose", "WANTED"}};
}

Json answer(std::string const& act) {
  Json document = {{"v", 1}, {"id", "FR-C-1"}, {"iss", "FR"}, {"act", act}, {"notice", "FR-2026.1"}, {"to", "DE"}};
  if (act == "grant") document["until"] = "2027-03-01T00:00:00Z";
  if (act == "refuse") document["code"] = "OPERATION";
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

}

TEST_SUITE("protocol/documents consent") {
  TEST_CASE("a request is of the one who asks, an answer of the owner") {
    auto const asked = documents::read_consent(samples::schemas(), json::write(request()));
    REQUIRE(asked);
    CHECK(asked->act == ConsentAct::request);
    CHECK(asked->owner.text() == "FR");
    CHECK(asked->recipient.text() == "DE");
    Json const document = with(with(answer("grant"), "onward", true), "ver", 2);
    auto const granted = documents::read_consent(samples::schemas(), json::write(document));
    REQUIRE(granted);
    CHECK(granted->act == ConsentAct::grant);
    CHECK(granted->owner.text() == "FR");
    CHECK(granted->recipient.text() == "DE");
    CHECK(documents::moment_text(*granted->until) == "2027-03-01T00:00:00Z");
    CHECK(granted->ver == 2);
    CHECK(granted->onward);
    for (std::string const act : {"refuse", "revoke"})
      CHECK(documents::read_consent(samples::schemas(), json::write(answer(act))));
  }

  TEST_CASE("what does not belong together is refused, and named") {
    struct Row {
      std::string name;
      Json document;
      std::string pointer;
      Errc code;
    };
    Row const rows[] = {
        {"a request to oneself", with(with(request(), "iss", "FR"), "id", "FR-C-1"), "/notice", Errc::payload_rule},
        {"a request without a purpose", without(request(), "purpose"), "/purpose", Errc::payload_rule},
        {"a request that grants", with(request(), "until", "2027-03-01T00:00:00Z"), "/until", Errc::payload_rule},
        {"a request for somebody else", with(request(), "to", "IT"), "/to", Errc::payload_rule},
        {"an unknown purpose", with(request(), "purpose", "CURIOSITY"), "/purpose", Errc::payload_schema},
        {"a grant of another's notice", with(answer("grant"), "notice", "IT-1"), "/notice", Errc::payload_rule},
        {"a grant without an end", without(answer("grant"), "until"), "/until", Errc::payload_rule},
        {"a grant until no day", with(answer("grant"), "until", "2027-02-30T00:00:00Z"), "/until", Errc::payload_rule},
        {"a grant to oneself", with(answer("grant"), "to", "FR"), "/to", Errc::payload_rule},
        {"a grant to nobody", without(answer("grant"), "to"), "/to", Errc::payload_rule},
        {"a grant to no country", with(answer("grant"), "to", "QQ"), "/to", Errc::payload_rule},
        {"a refusal without a code", without(answer("refuse"), "code"), "/code", Errc::payload_rule},
        {"a refusal with an unknown code", with(answer("refuse"), "code", "MOOD"), "/code", Errc::payload_schema},
        {"a refusal with an end", with(answer("refuse"), "until", "2027-03-01T00:00:00Z"), "/until",
         Errc::payload_rule},
        {"a revocation of one version", with(answer("revoke"), "ver", 1), "/ver", Errc::payload_rule},
        {"an id of another country", with(request(), "id", "FR-C-1"), "/id", Errc::payload_rule},
        {"a notice of no country", with(request(), "notice", "QQ-1"), "/notice", Errc::payload_rule},
        {"an unknown act", with(request(), "act", "beg"), "/act", Errc::payload_schema},
        {"an unknown member", with(request(), "please", true), "/please", Errc::payload_schema}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const read = documents::read_consent(samples::schemas(), json::write(row.document));
      REQUIRE_FALSE(read);
      CHECK(read.error().code == row.code);
      CHECK(samples::names(read.error().faults, row.pointer));
    }
  }
}
