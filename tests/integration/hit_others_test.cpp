// Who else learns of a hit, by the policy of the notice's source (docs/hits.md, "Others").
#include "tests/integration/hits.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using json::Json;

TEST_SUITE("integration hit others") {
  TEST_CASE("others who have the notice are told when the policy of its source says so, without the words of the two") {
    HitFloor hub;
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
    HitFloor hub;
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
      hub.put_mode("SUSPENDED");
      CHECK_FALSE(hub.seen(hub.reported(), "XP/GS").contains("told"));
    }
  }
}
