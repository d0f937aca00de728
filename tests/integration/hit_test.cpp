// Hits in a whole hub: told to the source at once, answered within a time limit, recorded to the outcome (docs/life.md,
// H1 to H6). The clock of the hub is turned.
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "tests/integration/desk.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using json::Json;

namespace {

struct Floor : Desk {
  Floor() : Desk(true) {}

  std::string notice = published();

  Reply hit(std::string const& party, Json document) {
    document["v"] = 1;
    if (!document.contains("id")) document["id"] = party + "-H-" + std::to_string(++count_);
    document["iss"] = party;
    return post(party, "/v1/hits", "application/vnd.huecry.hit+jws",
                sign(party, envelope::DocumentType::hit, json::write(document)));
  }
  Reply report(std::string const& party = "DE", std::string const& clock = "SIRENE") {
    return hit(party, {{"act", "report"}, {"notice", notice}, {"ver", 1}, {"clock", clock}, {"place", "Aachen"}});
  }
  std::string reported(std::string const& clock = "SIRENE") {
    Reply const taken = report("DE", clock);
    REQUIRE_MESSAGE(taken.status == 201, taken.text);
    return taken.body["id"];
  }
  Reply step(std::string const& party, std::string const& of, std::string const& act, std::string const& code) {
    Json document = {{"act", act}, {"notice", notice}, {"of", of}, {act, code}};
    if (act == "pause") document["until"] = moment_in(24h);
    return hit(party, document);
  }
  std::string moment_in(std::chrono::seconds time) { return documents::moment_text(to_seconds(clock().now()) + time); }
  Json seen(std::string const& of, std::string const& party = "FR") { return get(party, "/v1/hits/" + of).body; }
  std::string state(std::string const& of) { return seen(of).value("state", ""); }
  /// Items about hits in an inbox: "report", "confirm", …
  std::vector<std::string> acts(std::string const& party) {
    std::vector<std::string> found;
    Json const inbox = get(party, "/v1/inbox").body;
    for (Json const& item : inbox["items"])
      if (item["kind"] == "hit") found.push_back(item["act"]);
    return found;
  }
  Json last_item(std::string const& party) {
    Json const inbox = get(party, "/v1/inbox").body;
    return inbox["items"].back();
  }
  /// The source says that it has the report.
  Reply deliver(std::string const& of) {
    Json const inbox = get("FR", "/v1/inbox").body;
    for (Json const& item : inbox["items"])
      if (item.value("hit", "") == of)
        return say("FR", "retrieved", {{"id", of}, {"ver", 1}, {"object", item["object"]}});
    FAIL("no such item");
    return {};
  }
  std::vector<std::string> listed(std::string const& party, std::string const& query) {
    std::vector<std::string> ids;
    Json const page = get(party, "/v1/hits" + query).body;
    for (Json const& item : page["items"]) ids.push_back(item["hit"]);
    return ids;
  }
  Json statistics(std::string const& party, std::string const& clock) {
    Json const counted = get(party, "/v1/statistics/hits").body;
    for (Json const& each : counted["clocks"])
      if (each["clock"] == clock) return each;
    return {};
  }

 private:
  std::string published() {
    Reply const accepted = submit("FR", sample("FR", 10, "SG"));
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    return accepted.body["id"];
  }
  int count_ = 0;
};

}

TEST_SUITE("integration hit") {
  TEST_CASE(
      "the source is told at once, with the report as it was signed; its answer and the outcome reach the other") {
    Floor hub;
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
    Floor hub;
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
    Floor hub;
    CHECK(hub.report("SG").status == 404);  // it does not have it
    Json const elsewhere = {{"act", "report"}, {"notice", "FR-none"}, {"ver", 1}, {"clock", "SIRENE"}};
    CHECK(hub.hit("DE", elsewhere).status == 404);
    CHECK(hub.hit("DE", {{"act", "report"}, {"notice", hub.notice}, {"ver", 2}, {"clock", "SIRENE"}}).status == 404);
    CHECK(hub.hit("FR", {{"act", "report"}, {"notice", hub.notice}, {"ver", 1}, {"clock", "SIRENE"}}).status == 422);
    REQUIRE(hub.submit("FR", withdrawal("FR", 10, 2)).status == 201);
    CHECK(hub.report().code == "state-conflict");  // it was recalled
  }

  TEST_CASE("a step is of the side whose step it is; to others there is no such hit") {
    Floor hub;
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

  TEST_CASE("others who have the notice are told when the policy of its source says so, without the words of the two") {
    Floor hub;
    Json policy = policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")}));
    Json const to_neighbours = {{"id", "near"}, {"effect", "permit"}, {"to", {{"countries", {"BR", "DE", "IT"}}}}};
    policy["hits"] = Json::array({to_neighbours});
    in_force(hub, "FR", policy);
    std::string const of = hub.reported();
    auto const told = [&](std::string const& party) {
      Kinds states;
      Json const inbox = hub.get(party, "/v1/inbox").body;
      for (Json const& item : inbox["items"])
        if (item["kind"] == "hit_elsewhere") states.push_back(item["state"]);
      return states;
    };
    CHECK(told("IT") == Kinds{"notified"});
    Json const item = hub.last_item("IT");
    CHECK(item["hit"] == of);
    CHECK(item["reporter"] == "DE");
    CHECK(item["id"] == hub.notice);
    CHECK(item.dump().find("Aachen") == std::string::npos);
    CHECK_FALSE(item.contains("document"));
    CHECK(told("BR").empty());  // it may not have the notice
    CHECK(told("DE").empty());  // it has said so itself
    CHECK(hub.acts("FR") == Kinds{"report"});
    CHECK(hub.get("IT", "/v1/hits/" + of).status == 404);
    CHECK(hub.seen(of)["told"] == Json{"IT"});
    CHECK_FALSE(hub.seen(of, "DE").contains("told"));  // who else has a notice, its recipients do not learn
    policy["seq"] = 2;
    policy["effective"] = hub.moment_in(0s);
    policy.erase("hits");
    in_force(hub, "FR", policy);
    SUBCASE("whoever was told learns what became of it, also when policy has changed since") {
      REQUIRE(hub.step("FR", of, "pause", "JUDICIAL_AUTHORISATION").status == 201);
      REQUIRE(hub.step("FR", of, "answer", "NOT_SAME").status == 201);
      CHECK(told("IT") == Kinds{"notified", "not_same"});
      REQUIRE(hub.step("DE", of, "outcome", "NOT_SAME").status == 201);
      CHECK(told("IT") == Kinds{"notified", "not_same", "closed"});
      CHECK(hub.last_item("IT")["code"] == "NOT_SAME");
    }
    SUBCASE("the same while the notice is held back") {
      REQUIRE(hub.decide("suspend", hub.notice).status == 201);
      REQUIRE(hub.step("FR", of, "answer", "NOT_SAME").status == 201);
      CHECK(told("IT") == Kinds{"notified", "not_same"});
    }
    SUBCASE("what is on its way does not reach who may not have the notice any more") {
      policy["seq"] = 3;
      policy["effective"] = hub.moment_in(0s);
      policy["rules"] = Json::array({permit_all(), forbid_to("IT")});
      in_force(hub, "FR", policy);
      CHECK(told("IT").empty());
    }
    SUBCASE("a later hit is told to nobody then") {
      std::string const later = hub.reported();
      CHECK(told("IT") == Kinds{"notified"});
      CHECK_FALSE(hub.seen(later).contains("told"));
    }
    SUBCASE("who has the notice no longer finds nothing of it") {
      REQUIRE(hub.submit("FR", withdrawal("FR", 10, 2)).status == 201);
      CHECK(told("IT").empty());
    }
  }

  TEST_CASE("others are told of so many reports of one bureau, and of none while the source is suspended") {
    Floor hub;
    Json policy = policy_of(hub, "FR", "release", 1, Json::array({permit_all()}));
    policy["hits"] = Json::array({permit_all()});
    in_force(hub, "FR", policy);
    SUBCASE("one past the limit") {
      for (std::size_t i = 0; i <= limits::hits_told_max; ++i) {
        std::string const of = hub.reported();
        CHECK(hub.seen(of).contains("told") == (i < limits::hits_told_max));
        REQUIRE(hub.step("DE", of, "outcome", "NO_TRACE").status == 201);
      }
    }
    SUBCASE("the source is suspended") {
      Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
      baseline["modes"] = Json::array({mode_now(hub, "FR", "SUSPENDED")});
      in_force(hub, "XP/GS", baseline);
      CHECK_FALSE(hub.seen(hub.reported(), "XP/GS").contains("told"));
    }
  }

  TEST_CASE("the same report again is the same hit") {
    Floor hub;
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
    Floor hub;
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
    Floor hub;
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
    Floor hub;
    std::string const of = hub.reported("EU_URGENT_DIRECT");
    hub.clock().advance(limits::hit_delivery_max + limits::duty_delay + 1min);
    CHECK(eventually([&] { return hub.acts("DE") == Kinds{"overdue"}; }));
    CHECK(hub.seen(of)["overdue"] == true);
    CHECK(hub.state(of) == "notified");
    CHECK(hub.statistics("XP/GS", "EU_URGENT_DIRECT")["delivered_late"] == 1);
  }

  TEST_CASE("a year's statistics are a count of what both sides can see") {
    Floor hub;
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
    Floor hub;
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
    Floor hub;
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
    Floor hub;
    std::string const of = hub.reported();
    REQUIRE(hub.step("FR", of, "answer", "CONFIRMED").status == 201);
    for (char const* const party : {"FR", "DE", "XP/GS"}) CHECK(hub.seen(of, party)["documents"].size() == 2);
    CHECK_FALSE(hub.seen(of, "XP/RC-EUROPE").contains("documents"));
  }

  TEST_CASE("a source may answer late, and take back what it has confirmed") {
    Floor hub;
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
    Floor hub;
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
    Floor hub;
    std::string first;
    for (std::size_t i = 0; i < limits::hit_open_max; ++i) first = hub.reported();
    CHECK(hub.report().code == "state-conflict");
    CHECK(hub.report("IT").status == 201);
    REQUIRE(hub.step("FR", first, "answer", "NOT_SAME").status == 201);
    CHECK(hub.report().status == 201);
  }
}
