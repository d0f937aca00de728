// The clocks of requests in a whole hub: what is late, in time, paused, and what a coordinator sees of it.
#include "tests/integration/messages.hpp"

using namespace huecry;
using namespace huecry::test;

TEST_SUITE("integration request clock") {
  TEST_CASE("a request has a clock for each bureau; what is late the hub says to both, once, and it closes nothing") {
    Post hub;
    std::string const request = hub.sent("FR", {"DE", "IT"}, "request");
    Json const item = hub.items("DE", "message").front();
    REQUIRE(hub.say("DE", "retrieved", item).status == 201);
    auto const owed = [&](std::string const& party) { return hub.get(party, "/v1/messages/" + request).body["asked"]; };
    CHECK(owed("FR").size() == 2);
    REQUIRE(owed("DE").size() == 1);
    CHECK(owed("DE")[0]["by"] == "DE");
    CHECK(owed("DE")[0].contains("delivered"));
    CHECK_FALSE(owed("IT")[0].contains("delivered"));
    CHECK(hub.listed("DE", "?open=true") == Kinds{request});
    CHECK(hub.listed("ES", "?open=true").empty());
    CHECK(hub.listed("FR", "?overdue=true").empty());
    hub.clock().advance(13h + 5min);  // 12 hours, and the hub's own
    hub.until([&] { return hub.items("FR", "overdue").size() == 1; });
    CHECK(hub.items("DE", "overdue").size() == 1);
    CHECK(hub.items("IT", "overdue").empty());
    CHECK(hub.listed("FR", "?overdue=true") == Kinds{request});
    CHECK(hub.listed("IT", "?overdue=true").empty());
    hub.clock().advance(12h);
    hub.until([&] { return hub.items("IT", "overdue").size() == 1; });
    CHECK(hub.word_of(hub.items("IT", "overdue").front())["undelivered"] == true);
    Json answer = hub.message("DE", {"FR"}, "answer");
    answer.update({{"of", request}, {"conv", request}});
    REQUIRE(hub.send_honest("DE", answer).status == 201);
    CHECK(owed("DE")[0]["answer"]["act"] == "answer");
    CHECK(hub.listed("DE", "?open=true").empty());
    CHECK(hub.listed("FR", "?open=true") == Kinds{request});
    hub.until_quiet();
    CHECK(hub.items("FR", "overdue").size() == 2);
    hub.restart();
    hub.until_quiet();
    CHECK(hub.items("FR", "overdue").size() == 2);
    Json const counted = hub.sirene("DE");
    CHECK(counted["asked"] == 1);
    CHECK(counted["answered_late"] == 1);
    CHECK(counted["answered_in_time"] == 0);
    CHECK(counted["missed"] == 1);
    CHECK(counted["delivered_late"] == 0);
    CHECK(hub.sirene("IT")["delivered_late"] == 1);
    CHECK(hub.sirene("XP/GS")["open"] == 1);
    CHECK(hub.sirene("XP/RC-EUROPE")["asked"] == 2);
    CHECK(hub.sirene("XP/RC-AMERICAS")["asked"] == 0);
  }

  TEST_CASE("a coordinator sees what members of its region owe to whom, and since when, and no more of it") {
    Post hub;
    auto const owed = [&](std::string const& party) {
      return hub.get(party, "/v1/coordination/requests").body["pairs"];
    };
    CHECK(owed("XP/RC-EUROPE") == Json::array());
    hub.kept = 48h;
    std::string const request = hub.sent("FR", {"DE", "BR"}, "request");
    REQUIRE(hub.say("DE", "retrieved", hub.items("DE", "message").front()).status == 201);
    Json const fresh = owed("XP/RC-EUROPE");
    CHECK(fresh ==
          Json::array(
              {{{"asks", "FR"}, {"by", "DE"}, {"clock", "SIRENE"}, {"open", 1}, {"overdue", 0}, {"undelivered", 0}}}));
    REQUIRE(owed("XP/RC-AMERICAS").size() == 1);
    CHECK(owed("XP/RC-AMERICAS")[0]["by"] == "BR");
    CHECK(owed("XP/RC-AMERICAS")[0]["undelivered"] == 1);
    hub.clock().advance(13h);
    Json const late = owed("XP/RC-EUROPE");
    CHECK(late[0]["overdue"] == 1);
    CHECK(late[0].contains("since"));
    hub.clock().advance(13h);  // Brazil has never looked: 24 hours to say that it has it are over
    Json const silent = owed("XP/RC-AMERICAS");
    CHECK(silent[0]["undelivered"] == 1);
    CHECK(silent[0]["overdue"] == 1);
    hub.until_quiet();
    CHECK(owed("XP/RC-AMERICAS") == silent);  // also once the hub has said so
    CHECK(owed("XP/GS").size() == 2);
    CHECK(hub.get("FR", "/v1/coordination/requests").code == "role-required");
    Json answer = hub.message("DE", {"FR"}, "answer");
    answer.update({{"of", request}, {"conv", request}});
    REQUIRE(hub.send_honest("DE", answer).status == 201);
    CHECK(owed("XP/RC-EUROPE") == Json::array());
    hub.clock().advance(24h);  // with the message its request ends
    CHECK(owed("XP/GS") == Json::array());
  }

  TEST_CASE("an answer in time is counted as that, and time that was paused does not count") {
    Post hub;
    std::string const request = hub.sent("FR", {"DE"}, "request"), other = hub.sent("FR", {"DE"}, "request");
    for (Json const& item : hub.items("DE", "message")) REQUIRE(hub.say("DE", "retrieved", item).status == 201);
    Json pause = hub.message("DE", {"FR"}, "pause");
    pause.update({{"of", other},
                  {"conv", other},
                  {"pause", "JUDICIAL_AUTHORISATION"},
                  {"until", documents::moment_text(hub.now() + 48h)}});
    REQUIRE(hub.send_honest("DE", pause).status == 201);
    auto const answer = [&](std::string const& of) {
      Json made = hub.message("DE", {"FR"}, "answer");
      made.update({{"of", of}, {"conv", of}});
      return hub.send_honest("DE", made).status;
    };
    CHECK(answer(request) == 201);
    hub.clock().advance(50h);
    CHECK(answer(other) == 201);
    Json const counted = hub.sirene("DE");
    CHECK(counted["answered_in_time"] == 2);
    CHECK(counted["missed"] == 0);
    CHECK(counted["paused"] == 1);
  }

  TEST_CASE("an answer is paused for a reason and a time, not for ever, and not once it is given") {
    Post hub;
    std::string const request = hub.sent("FR", {"DE"}, "request");
    auto const pause = [&](std::chrono::hours time) {
      Json made = hub.message("DE", {"FR"}, "pause");
      made.update({{"of", request},
                   {"conv", request},
                   {"pause", "JUDICIAL_AUTHORISATION"},
                   {"until", documents::moment_text(hub.now() + time)}});
      return hub.send_honest("DE", made);
    };
    CHECK(pause(-1h).code == "payload-rule");
    CHECK(pause(181 * 24h).code == "payload-rule");
    CHECK(pause(180 * 24h - 1h).status == 201);
    Json refusal = hub.message("DE", {"FR"}, "refuse");
    refusal.update({{"of", request}, {"conv", request}, {"refusal", "SAFETY"}});
    CHECK(hub.send_honest("DE", refusal).status == 201);
    CHECK(pause(24h).code == "state-conflict");
    CHECK(hub.sirene("DE")["refusals"] == Json{{"SAFETY", 1}});
    CHECK(hub.sirene("DE")["pause_reasons"] == Json{{"JUDICIAL_AUTHORISATION", 1}});
  }

  TEST_CASE("as many pauses as the limit, and not one more") {
    Post hub;
    std::string const request = hub.sent("FR", {"DE"}, "request");
    for (std::size_t i = 0; i <= limits::request_pauses_max; ++i) {
      Json made = hub.message("DE", {"FR"}, "pause");
      made.update({{"of", request},
                   {"conv", request},
                   {"pause", "JUDICIAL_AUTHORISATION"},
                   {"until", documents::moment_text(hub.now() + 24h)}});
      CHECK(hub.send_honest("DE", made).status == (i < limits::request_pauses_max ? 201 : 409));
    }
  }
}
