// Hits in a whole hub: told to the source at once, answered within a time limit, recorded to the outcome (docs/life.md,
// H1 to H6). The clock of the hub is turned.
#include "tests/integration/hits.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using json::Json;

TEST_SUITE("integration hit") {
  TEST_CASE("the source is told at once, as it was signed; its answer and the outcome reach the other") {
    HitFloor hub;
    std::string const of = hub.reported();
    REQUIRE(hub.acts("FR") == Kinds{"report"});
    Json const told = hub.last_item("FR");
    CHECK(told["hit"] == of);
    CHECK(told["id"] == hub.notice);
    CHECK(told["state"] == "notified");
    CHECK(envelope::parse_container(json::write(told["document"]), envelope::DocumentType::hit, 1 << 20));
    CHECK(hub.state(of) == "notified");
    REQUIRE(hub.deliver(of).status == 201);
    CHECK(hub.state(of) == "checking");
    REQUIRE(hub.step("FR", of, "answer", "CONFIRMED").status == 201);
    CHECK(hub.acts("DE") == Kinds{"confirm"});
    CHECK(hub.seen(of, "DE")["answer"]["code"] == "CONFIRMED");
    CHECK(hub.step("FR", of, "answer", "NOT_SAME").code == "state-conflict");
    REQUIRE(hub.step("DE", of, "outcome", "ARRESTED").status == 201);
    CHECK(hub.acts("FR") == Kinds{"report", "conclude"});
    CHECK(hub.state(of) == "closed");
    CHECK(hub.step("DE", of, "outcome", "LOCATED").code == "state-conflict");
  }

  TEST_CASE("nobody but the two, the secretariat and their coordinators learns of it") {
    HitFloor hub;
    std::string const of = hub.reported();
    CHECK(hub.get("IT", "/v1/hits/" + of).status == 404);
    CHECK(hub.get("IT", "/v1/hits/IT-H-none").status == 404);
    CHECK(hub.listed("IT", "").empty());
    CHECK(hub.listed("IT", "?notice=" + hub.notice).empty());
    CHECK(hub.get("XP/GS", "/v1/hits/" + of).status == 200);
    CHECK(hub.get("XP/RC-EUROPE", "/v1/hits/" + of).status == 200);
    CHECK(hub.get("XP/RC-AMERICAS", "/v1/hits/" + of).status == 404);
    CHECK(hub.listed("XP/RC-AMERICAS", "").empty());
    CHECK(inbox_kinds(hub, "IT") == Kinds{"notice"});
  }

  TEST_CASE("a hit is of somebody who has the notice, on a version that he was given") {
    HitFloor hub;
    CHECK(hub.report("SG").status == 404);  // it does not have it
    Json const elsewhere = {{"act", "report"}, {"notice", "FR-none"}, {"ver", 1}, {"clock", "SIRENE"}};
    CHECK(hub.hit("DE", elsewhere).status == 404);
    CHECK(hub.hit("DE", {{"act", "report"}, {"notice", hub.notice}, {"ver", 2}, {"clock", "SIRENE"}}).status == 404);
    CHECK(hub.hit("FR", {{"act", "report"}, {"notice", hub.notice}, {"ver", 1}, {"clock", "SIRENE"}}).status == 422);
    REQUIRE(hub.submit("FR", withdrawal("FR", 10, 2)).status == 201);
    CHECK(hub.report().code == "state-conflict");  // it was recalled
  }

  TEST_CASE("a step is of the side whose step it is; to others there is no such hit") {
    HitFloor hub;
    std::string const of = hub.reported();
    CHECK(hub.step("IT", of, "answer", "CONFIRMED").status == 422);  // not its notice
    CHECK(hub.step("IT", of, "outcome", "ARRESTED").status == 422);  // not its hit
    CHECK(hub.step("FR", "DE-H-none", "answer", "CONFIRMED").status == 404);
    std::string const other = hub.submit("FR", sample("FR", 11)).body["id"];
    Json crossed = {{"act", "answer"}, {"notice", other}, {"of", of}, {"answer", "CONFIRMED"}};
    CHECK(hub.hit("FR", crossed).status == 404);  // another notice's
    CHECK(hub.say("IT", "retrieved", {{"id", of}, {"ver", 1}, {"object", hub.last_item("FR")["object"]}}).status ==
          404);
    Json wrong = {{"id", of}, {"ver", 1}, {"object", std::string(43, 'A')}};
    CHECK(hub.say("FR", "retrieved", wrong).status == 422);
    CHECK(hub.state(of) == "notified");
  }

  TEST_CASE("the same report again is the same hit") {
    HitFloor hub;
    Json const document = {
        {"act", "report"}, {"notice", hub.notice}, {"ver", 1}, {"clock", "SIRENE"}, {"id", "DE-H-one"}};
    CHECK(hub.hit("DE", document).status == 201);
    CHECK(hub.hit("DE", document).status == 200);
    Json other = document;
    other["place"] = "elsewhere";
    CHECK(hub.hit("DE", other).code == "id-conflict");
    CHECK(hub.listed("DE", "") == Kinds{"DE-H-one"});
  }

  TEST_CASE("the time limit runs from when the source has it; when it has passed, the hub tells both, once") {
    HitFloor hub;
    std::string const of = hub.reported();
    hub.clock().advance(5h);
    REQUIRE(hub.deliver(of).status == 201);
    Json const running = hub.seen(of);
    CHECK(running["clock"] == "SIRENE");
    CHECK(running["overdue"] == false);
    CHECK(running["awaited"] == running["limit"]);
    hub.clock().advance(12h - 1min);
    CHECK(hub.seen(of)["overdue"] == false);
    CHECK(hub.listed("FR", "?overdue=true").empty());
    hub.clock().advance(2min);
    CHECK(hub.seen(of)["overdue"] == true);
    CHECK(hub.listed("FR", "?overdue=true") == Kinds{of});
    CHECK(hub.listed("XP/RC-EUROPE", "?overdue=true") == Kinds{of});
    CHECK(hub.acts("DE").empty());  // an hour late, so that a clock that is ahead says nothing untrue
    hub.clock().advance(1h);
    CHECK(eventually([&] { return hub.acts("DE") == Kinds{"overdue"}; }));
    CHECK(hub.acts("FR") == Kinds{"report", "overdue"});
    CHECK(envelope::parse_container(json::write(hub.last_item("DE")["document"]), envelope::DocumentType::publication,
                                    1 << 20));
    hub.restart();
    std::this_thread::sleep_for(600ms);
    CHECK(hub.acts("DE") == Kinds{"overdue"});
    REQUIRE(hub.step("FR", of, "answer", "NOT_SAME").status == 201);  // late is better than never
    CHECK(hub.statistics("FR", "SIRENE")["answered_late"] == 1);
    CHECK(hub.statistics("FR", "SIRENE")["missed"] == 1);
    CHECK(hub.listed("FR", "?open=true").empty());
  }

  TEST_CASE("a pause stops the time limit, for a reason, until a time to come") {
    HitFloor hub;
    std::string const of = hub.reported();
    REQUIRE(hub.deliver(of).status == 201);
    Json past = {{"act", "pause"}, {"notice", hub.notice}, {"of", of}, {"pause", "JUDICIAL_AUTHORISATION"}};
    past["until"] = hub.moment_in(-1s);
    CHECK(hub.hit("FR", past).code == "state-conflict");
    past["until"] = hub.moment_in(limits::hit_pause_max + 1min);
    CHECK(hub.hit("FR", past).code == "state-conflict");
    REQUIRE(hub.step("FR", of, "pause", "JUDICIAL_AUTHORISATION").status == 201);
    CHECK(hub.acts("DE") == Kinds{"pause"});
    hub.clock().advance(24h + 11h);
    CHECK(hub.seen(of)["overdue"] == false);
    CHECK(hub.seen(of)["paused_seconds"].get<int>() > 23 * 3600);
    CHECK(hub.seen(of)["pauses"][0]["reason"] == "JUDICIAL_AUTHORISATION");
    hub.clock().advance(2h);
    CHECK(hub.seen(of)["overdue"] == true);
    CHECK(hub.statistics("FR", "SIRENE")["paused"] == 1);
  }

  TEST_CASE("a source that does not look is told of, too: its clock cannot be kept from starting") {
    HitFloor hub;
    std::string const of = hub.reported("EU_URGENT_DIRECT");
    hub.clock().advance(limits::hit_delivery_max + limits::duty_delay + 1min);
    CHECK(eventually([&] { return hub.acts("DE") == Kinds{"overdue"}; }));
    CHECK(hub.seen(of)["overdue"] == true);
    CHECK(hub.state(of) == "notified");
    CHECK(hub.statistics("XP/GS", "EU_URGENT_DIRECT")["delivered_late"] == 1);
  }

  TEST_CASE("a year's statistics are a count of what both sides can see") {
    HitFloor hub;
    std::string const first = hub.reported(), second = hub.reported(), third = hub.reported("EU_STANDARD");
    REQUIRE(hub.step("FR", first, "answer", "CONFIRMED").status == 201);
    REQUIRE(hub.step("FR", third, "answer", "WITHDRAWN_DATA").status == 201);
    REQUIRE(hub.step("DE", first, "outcome", "LOCATED").status == 201);
    Json const counted = hub.statistics("FR", "SIRENE");
    CHECK(counted["reports"] == 2);
    CHECK(counted["answered_in_time"] == 1);
    CHECK(counted["open"] == 1);
    CHECK(counted["answers"] == Json({{"CONFIRMED", 1}}));
    CHECK(counted["outcomes"] == Json({{"LOCATED", 1}}));
    CHECK(hub.statistics("FR", "EU_STANDARD")["answers"] == Json({{"WITHDRAWN_DATA", 1}}));
    CHECK(hub.statistics("DE", "SIRENE")["reports"] == 0);  // it had none to answer
    CHECK(hub.get("FR", "/v1/statistics/hits?year=2020").body["clocks"][0]["reports"] == 0);
    std::size_t recount = 0;
    Json const listed = hub.get("FR", "/v1/hits").body;
    for (Json const& item : listed["items"]) recount += item["clock"] == "SIRENE" ? 1U : 0U;
    CHECK(recount == counted["reports"].get<std::size_t>());
  }

  TEST_CASE("lists turn pages") {
    HitFloor hub;
    for (int i = 0; i < 3; ++i) static_cast<void>(hub.reported());
    Json const first = hub.get("DE", "/v1/hits?limit=2").body;
    CHECK(first["items"].size() == 2);
    REQUIRE_FALSE(first["next"].is_null());
    Json const second = hub.get("DE", "/v1/hits?limit=2&cursor=" + first["next"].dump()).body;
    CHECK(second["items"].size() == 1);
    CHECK(hub.get("DE", "/v1/hits?limit=0").code == "parameter-invalid");
    CHECK(hub.get("DE", "/v1/hits?open=perhaps").code == "parameter-invalid");
  }

  TEST_CASE("whether a notice is there, no list of hits says") {
    HitFloor hub;
    for (std::string const& notice : {hub.notice, std::string("FR-none"), std::string("nonsense")}) {
      CHECK(hub.get("SG", "/v1/hits?notice=" + notice).text == hub.get("SG", "/v1/hits?notice=FR-other").text);
      CHECK(hub.get("SG", "/v1/hits?notice=" + notice + "&limit=0").code == "parameter-invalid");
    }
    static_cast<void>(hub.reported());
    std::string const own = hub.report("IT").body["id"];
    Json const page = hub.get("IT", "/v1/hits?notice=" + hub.notice + "&limit=1").body;
    CHECK(page["items"].size() == 1);
    CHECK(page["next"].is_null());  // that others have hits, too, does not show
    CHECK(page["items"][0]["hit"] == own);
  }

  TEST_CASE("the two sides and the secretariat read the words again; a coordinator does not") {
    HitFloor hub;
    std::string const of = hub.reported();
    REQUIRE(hub.step("FR", of, "answer", "CONFIRMED").status == 201);
    for (char const* const party : {"FR", "DE", "XP/GS"}) CHECK(hub.seen(of, party)["documents"].size() == 2);
    CHECK_FALSE(hub.seen(of, "XP/RC-EUROPE").contains("documents"));
  }

  TEST_CASE("a source may answer late, and take back what it has confirmed") {
    HitFloor hub;
    std::string const first = hub.reported(), second = hub.reported();
    REQUIRE(hub.step("DE", first, "outcome", "NO_TRACE").status == 201);
    REQUIRE(hub.step("FR", first, "answer", "NOT_SAME").status == 201);
    CHECK(hub.state(first) == "closed");
    CHECK(hub.step("FR", first, "answer", "CONFIRMED").code == "state-conflict");
    REQUIRE(hub.step("FR", second, "answer", "CONFIRMED").status == 201);
    REQUIRE(hub.step("FR", second, "answer", "WITHDRAWN_DATA").status == 201);
    CHECK(hub.state(second) == "withdrawn_data");
    CHECK(hub.acts("DE") == Kinds{"deny", "confirm", "retract"});
    CHECK(hub.step("FR", second, "answer", "CONFIRMED").code == "state-conflict");
  }

  TEST_CASE("corrective modes close questions before answers, and a suspended bureau learns of no hit") {
    HitFloor hub;
    auto mode = [&, seq = 0U](std::string const& country, std::string const& word) mutable {
      Json baseline = policy_of(hub, "XP", "baseline", ++seq, Json::array({permit_all()}));
      baseline["modes"] = Json::array({mode_now(hub, country, word)});
      in_force(hub, "XP/GS", baseline);
    };
    std::string const of = hub.reported();
    mode("DE", "READ_ONLY");
    CHECK(hub.report().code == "state-conflict");
    CHECK(hub.step("DE", of, "outcome", "LOCATED").status == 201);
    mode("FR", "SUSPENDED");
    std::string const later = hub.reported();
    CHECK(hub.acts("FR").empty());
    CHECK_FALSE(hub.seen(later).contains("documents"));
    CHECK(hub.step("FR", later, "answer", "CONFIRMED").code == "state-conflict");
    mode("FR", "READ_ONLY");
    CHECK(hub.step("FR", later, "answer", "CONFIRMED").status == 201);
    CHECK(hub.seen(later)["documents"].size() == 2);
  }

  TEST_CASE("a bureau cannot bury a source under hits on one notice") {
    HitFloor hub;
    std::string first;
    for (std::size_t i = 0; i < limits::hit_open_max; ++i) first = hub.reported();
    CHECK(hub.report().code == "state-conflict");
    CHECK(hub.report("IT").status == 201);
    REQUIRE(hub.step("FR", first, "answer", "NOT_SAME").status == 201);
    CHECK(hub.report().status == 201);
  }
}
