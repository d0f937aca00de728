// How a notice in force is held back or ended, in a whole hub: everyone who has it learns, and owes its purge.
#include "tests/integration/desk.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

TEST_SUITE("integration ending") {
  TEST_CASE("a suspended notice is absent for all but its source and the reviewers, and comes back as it was") {
    Desk hub;
    std::string const id = hub.published(sample("FR", 10));
    SUBCASE("by the secretariat") { REQUIRE(hub.decide("suspend", id).status == 201); }
    SUBCASE("by its source") { REQUIRE(hub.decide("suspend", id, "FR").status == 201); }
    SUBCASE("by the commission") { REQUIRE(hub.decide("suspend", id, "XP/CCF").status == 201); }
    CHECK(hub.state(id) == "suspended");
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.get("DE", "/v1/notices").body["items"].empty());
    CHECK(inbox_kinds(hub, "DE") == Kinds{"suspend"});
    Json const told = hub.get("DE", "/v1/inbox").body["items"][0];
    CHECK(told["id"] == id);
    CHECK_FALSE(told.contains("document"));
    CHECK(hub.decide("resume", id, "FR").code == "role-required");
    REQUIRE(hub.decide("resume", id).status == 201);
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 200);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice", "suspend", "resume"});
    CHECK(hub.get("DE", "/v1/inbox").body["items"][2].contains("document"));
  }

  TEST_CASE("a cancelled notice is recalled from everyone, and nobody brings it back") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.published(payload);
    Reply const cancelled = hub.decide("cancel", id, "XP/CCF");
    REQUIRE(cancelled.status == 201);
    CHECK(texts(cancelled.body["recalled"]).contains("DE"));
    CHECK(inbox_kinds(hub, "DE") == Kinds{"recall"});
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.decide("resume", id).code == "state-conflict");
    CHECK(hub.submit("FR", update(payload, 2)).code == "state-conflict");
  }

  TEST_CASE("a recipient does not learn that an update waits, nor a coordinator of what is suspended") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.published(payload);
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    REQUIRE(hub.get("DE", "/v1/notices/" + id).status == 200);
    CHECK(hub.get("DE", "/v1/review/" + id).status == 404);
    CHECK(hub.get("FR", "/v1/review/" + id).body["request"]["ver"] == 2);
    CHECK(hub.get("XP/RC-EUROPE", "/v1/notices/" + id + "/status").status == 200);
    REQUIRE(hub.decide("suspend", id).status == 201);
    CHECK(hub.get("XP/RC-EUROPE", "/v1/notices/" + id + "/status").status == 404);
    CHECK(hub.get("XP/RC-EUROPE", "/v1/notices").body["items"].empty());
  }

  TEST_CASE("what waits does not get in the way of those who end a notice") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.published(payload);
    Json const cancel = hub.decision("cancel", id);
    for (std::uint32_t ver = 2; ver < 5; ++ver) REQUIRE(hub.submit("FR", update(payload, ver)).status == 201);
    REQUIRE(hub.decide("take", id).status == 201);
    CHECK(hub.send("XP/CCF", cancel).status == 201);
    CHECK(hub.state(id) == "cancelled");
  }

  TEST_CASE("every holder of what ended owes a purge, and who is late can be seen") {
    Desk hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const document = hub.get("DE", "/v1/inbox").body["items"][0];
    CHECK(hub.say("DE", "purged", document).code == "state-conflict");  // it was not recalled
    REQUIRE(hub.decide("cancel", id).status == 201);
    Json const recall = hub.get("DE", "/v1/inbox").body["items"][0];
    REQUIRE(recall["kind"] == "recall");
    auto const counts = [&] { return hub.get("FR", "/v1/notices/" + id + "/status").body["counts"]; };
    auto const overdue = [&](std::string const& party) {
      return hub.get(party, "/v1/notices?overdue=0").body["items"].size();
    };
    std::size_t const holders = counts()["recalled"];
    CHECK(counts()["purged"] == 0);
    CHECK(overdue("FR") == 1);
    CHECK(overdue("XP/GS") == 1);
    CHECK(overdue("XP/RC-EUROPE") == 1);
    REQUIRE(hub.say("DE", "purged", recall).status == 201);
    CHECK(counts()["purged"] == 1);
    CHECK(counts()["recalls_acknowledged"] == 1);
    Json const recipients = hub.get("FR", "/v1/notices/" + id + "/status").body["recipients"];
    for (Json const& recipient : recipients)
      CHECK(recipient["stage"] == (recipient["country"] == "DE" ? "purged" : "pending"));
    hub.restart();
    CHECK(counts()["purged"] == 1);
    for (Json const& recipient : recipients) {
      std::string const country = recipient["country"];
      if (country != "DE")
        REQUIRE(hub.say(country, "purged", hub.get(country, "/v1/inbox").body["items"][0]).status == 201);
    }
    CHECK(counts()["purged"] == holders);
    CHECK(overdue("FR") == 0);
  }

  TEST_CASE(
      "the secretariat adds words to a notice: who has it gets them as they were signed, who gets it later reads "
      "them") {
    Desk hub;
    std::string const id = hub.published(sample("FR", 10, "SG"));
    std::string const address = "/v1/notices/" + id + "/remarks";
    CHECK(hub.get("DE", address).body["remarks"].empty());
    REQUIRE(hub.decide("remark", id).status == 201);
    CHECK(hub.decide("remark", id, "FR").code == "role-required");
    CHECK(hub.state(id) == "published");
    REQUIRE(hub.gets("DE", {"notice", "remark"}));
    Json const items = hub.get("DE", "/v1/inbox").body["items"];
    CHECK(items[0]["remarks"] == 1);
    CHECK(items[1]["document"] == hub.get("DE", address).body["remarks"][0]["document"]);
    CHECK(hub.get("FR", address).body["remarks"].size() == 1);
    CHECK(hub.get("SG", address).status == 404);  // it does not have the notice
    CHECK(hub.get("XP/RC-EUROPE", address).status == 403);
    REQUIRE(hub.decide("suspend", id).status == 201);
    CHECK(hub.decide("remark", id).code == "state-conflict");
    CHECK(hub.get("DE", address).status == 404);  // absent, like the notice
  }
}
