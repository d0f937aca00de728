#include "protocol/documents/review_decision.hpp"

#include <doctest/doctest.h>

#include "protocol/documents/policy.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::read_review_decision;
using json::Json;
using life::NoticeEvent;

namespace {

Json decision(std::string const& act) {
  Json document = {{"v", 1},
                   {"id", "XP-D-1"},
                   {"iss", "XP"},
                   {"act", act},
                   {"ver", 2},
                   {"notice", "FR-2026.1"},
                   {"prev", std::string(43, 'A')}};
  if (act == "return") {
    document["missing"] = {"the date of the warrant"};
    document["answer_until"] = "2027-03-01T00:00:00Z";
  }
  if (act == "renew") document["review_on"] = "2031/03/14";
  if (act == "refuse") document["ground"] = "ART3";
  if (act == "suspend" || act == "resume" || act == "cancel") document["reason"] = "doubt about the warrant";
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

TEST_SUITE("protocol/documents review decision") {
  TEST_CASE("each act is read with what belongs to it") {
    std::pair<std::string, NoticeEvent> const rows[] = {
        {"take", NoticeEvent::take},     {"release", NoticeEvent::release}, {"return", NoticeEvent::give_back},
        {"refuse", NoticeEvent::refuse}, {"approve", NoticeEvent::approve}, {"suspend", NoticeEvent::suspend},
        {"resume", NoticeEvent::resume}, {"cancel", NoticeEvent::cancel},   {"renew", NoticeEvent::renew}};
    for (auto const& [act, event] : rows) {
      CAPTURE(act);
      auto const read = read_review_decision(samples::schemas(), json::write(decision(act)));
      REQUIRE(read);
      CHECK(read->act == event);
      CHECK(documents::act_text(event) == act);
      CHECK(read->source.text() == "FR");
      CHECK(read->ver == 2);
    }
    CHECK(documents::act_text(NoticeEvent::submit).empty());
    auto const returned = read_review_decision(samples::schemas(), json::write(decision("return")));
    CHECK(returned->missing == std::vector<std::string>{"the date of the warrant"});
    CHECK(documents::moment_text(*returned->answer_until) == "2027-03-01T00:00:00Z");
  }

  TEST_CASE("what does not belong together is refused, and named") {
    struct Row {
      std::string name;
      Json document;
      Errc code;
      std::string pointer;
    };
    Row const rows[] = {
        {"a return without what is missing", without(decision("return"), "missing"), Errc::payload_rule, "/missing"},
        {"a return without end", without(decision("return"), "answer_until"), Errc::payload_rule, "/answer_until"},
        {"a renewal without its day", without(decision("renew"), "review_on"), Errc::payload_rule, "/review_on"},
        {"a renewal until no day", with(decision("renew"), "review_on", "2031/02/30"), Errc::payload_rule,
         "/review_on"},
        {"a renewal until some day of a month", with(decision("renew"), "review_on", "2031/03/00"), Errc::payload_rule,
         "/review_on"},
        {"words of a renewal", with(decision("renew"), "reason", "still wanted"), Errc::payload_rule, "/reason"},
        {"a take with a review date", with(decision("take"), "review_on", "2031/03/14"), Errc::payload_rule,
         "/review_on"},
        {"a return of nothing", with(decision("return"), "missing", Json::array()), Errc::payload_schema, "/missing"},
        {"a refusal without ground", without(decision("refuse"), "ground"), Errc::payload_rule, "/ground"},
        {"a ground that is none", with(decision("refuse"), "ground", "DISLIKE"), Errc::payload_schema, "/ground"},
        {"a ground of an approval", with(decision("approve"), "ground", "ART3"), Errc::payload_rule, "/ground"},
        {"a suspension without reason", without(decision("suspend"), "reason"), Errc::payload_rule, "/reason"},
        {"a cancellation without reason", without(decision("cancel"), "reason"), Errc::payload_rule, "/reason"},
        {"words of a take", with(decision("take"), "reason", "mine"), Errc::payload_rule, "/reason"},
        {"an identifier of another", with(decision("take"), "id", "FR-D-1"), Errc::payload_rule, "/id"},
        {"a notice of nobody", with(decision("take"), "notice", "ZY-1"), Errc::payload_rule, "/notice"},
        {"no step before", without(decision("take"), "prev"), Errc::payload_schema, "/prev"},
        {"half a digest", with(decision("take"), "prev", std::string(42, 'A')), Errc::payload_schema, "/prev"},
        {"a day that is not there", with(decision("return"), "answer_until", "2027-02-30T00:00:00Z"),
         Errc::payload_rule, "/answer_until"},
        {"an act that is none", with(decision("take"), "act", "publish"), Errc::payload_schema, "/act"},
        {"version 0", with(decision("take"), "ver", 0), Errc::payload_schema, "/ver"},
        {"a member that nobody defined", with(decision("take"), "x", 1), Errc::payload_schema, "/x"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const refused = read_review_decision(samples::schemas(), json::write(row.document));
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == row.code);
      REQUIRE(refused.error().faults.size() == 1);
      CHECK(refused.error().faults.front().pointer == row.pointer);
    }
    CHECK(read_review_decision(samples::schemas(), "{").error().code == Errc::payload_json);
  }
}
