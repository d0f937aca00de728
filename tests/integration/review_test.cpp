// The review desk in a whole hub: nothing is published without an approval, and each step is a document (docs/life.md).
#include "tests/integration/desk.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

TEST_SUITE("integration review") {
  TEST_CASE("a request is nobody's but its source's and the reviewers' until it is approved; then it has a number") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.requested(payload);
    std::string const address = "/v1/notices/" + id;
    CHECK(hub.get("FR", address).status == 200);
    CHECK(hub.get("XP/GS", address).status == 200);
    CHECK(hub.get("DE", address).status == 404);
    CHECK(hub.get("XP/RC-EUROPE", address + "/status").status == 404);
    CHECK(hub.get("DE", "/v1/notices").body["items"].empty());
    CHECK(inbox_kinds(hub, "DE").empty());
    CHECK(hub.queue() == std::vector{id});
    REQUIRE(hub.decide("take", id).status == 201);
    CHECK(hub.state(id) == "under_review");
    REQUIRE(hub.decide("approve", id).status == 201);
    CHECK(hub.state(id) == "published");
    CHECK(hub.queue().empty());
    REQUIRE(hub.gets("DE", {"notice"}));
    std::string const number = hub.get("DE", "/v1/notices").body["items"][0]["number"];
    CHECK(number.ends_with("/1"));
    CHECK(hub.get("DE", address).status == 200);
  }

  TEST_CASE("a reviewer sees the conditions of the colour, the document and what it takes") {
    Desk hub;
    std::string const id = hub.requested(sample("FR", 10));  // a RED one
    Json const seen = hub.get("XP/GS", "/v1/review/" + id).body;
    CHECK(seen["request"]["colour"] == "RED");
    CHECK(seen["request"]["two_signers"] == false);
    CHECK(seen["document"].contains("payload"));
    bool threshold = false;
    for (Json const& check : seen["checks"]) {
      CHECK_MESSAGE(check["holds"] == true, json::write(check));
      threshold = threshold || check["rule"] == "red-threshold";
    }
    CHECK(threshold);
    CHECK(hub.get("DE", "/v1/review/" + id).status == 404);
    CHECK(hub.get("DE", "/v1/review").status == 403);
  }

  TEST_CASE("what was taken is one reviewer's, until it is released") {
    Desk hub;
    std::string const id = hub.requested(sample("FR", 10));
    CHECK(hub.decide("approve", id).code == "state-conflict");  // nobody has taken it
    REQUIRE(hub.decide("take", id).status == 201);
    CHECK(hub.decide("take", id, "XP/LEGAL").code == "state-conflict");
    CHECK(hub.decide("approve", id, "XP/LEGAL").code == "state-conflict");
    REQUIRE(hub.decide("release", id).status == 201);
    REQUIRE(hub.decide("take", id, "XP/LEGAL").status == 201);
    CHECK(hub.get("XP/GS", "/v1/review").body["items"][0]["taken"]["party"] == "LEGAL");
    CHECK(hub.decide("approve", id, "XP/LEGAL").status == 201);
  }

  TEST_CASE("a request that is returned comes back mended, or is dropped, and recipients never learn of it") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.requested(payload);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("return", id).status == 201);
    CHECK(hub.state(id) == "returned");
    CHECK(hub.queue().empty());
    CHECK(hub.submit("FR", changed(payload,
                                   [](Json& notice) {
                                     notice["ver"] = 2;
                                     notice["file_no"] = "another";
                                   }))
              .code == "state-conflict");
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    CHECK(hub.queue() == std::vector{id});
    SUBCASE("it is approved: the first that recipients see is version 2") {
      REQUIRE(hub.decide("take", id).status == 201);
      REQUIRE(hub.decide("approve", id).status == 201);
      REQUIRE(hub.gets("DE", {"notice"}));
      CHECK(hub.get("DE", "/v1/inbox").body["items"][0]["ver"] == 2);
      CHECK(hub.get("DE", "/v1/notices/" + id + "?ver=1").status == 404);
      CHECK(hub.get("DE", "/v1/notices/" + id + "/history").body["versions"].size() == 1);
      CHECK(hub.get("FR", "/v1/notices/" + id + "/history").body["versions"].size() == 2);
    }
    SUBCASE("its source drops it") {
      REQUIRE(hub.submit("FR", withdrawal("FR", 10, 3)).status == 201);
      CHECK(hub.state(id) == "abandoned");
      CHECK(hub.queue().empty());
      CHECK(hub.submit("FR", update(payload, 4)).code == "state-conflict");
      CHECK(inbox_kinds(hub, "DE").empty());
    }
  }

  TEST_CASE("a refusal is final") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.requested(payload);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("refuse", id).status == 201);
    CHECK(hub.state(id) == "refused");
    CHECK(hub.submit("FR", update(payload, 2)).code == "state-conflict");
    CHECK(hub.decide("take", id).code == "state-conflict");
    CHECK(inbox_kinds(hub, "DE").empty());
  }

  TEST_CASE("an update waits while the version in force stays so, and then reaches everyone") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.published(payload);
    REQUIRE(hub.submit("FR", changed(payload,
                                     [](Json& notice) {
                                       notice["ver"] = 2;
                                       notice["exclude"] = {"SG"};
                                     }))
                .status == 201);
    CHECK(hub.state(id) == "published");
    CHECK(hub.get("XP/GS", "/v1/review").body["items"][0]["update"] == true);
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 200);
    CHECK(hub.get("DE", "/v1/notices/" + id + "?ver=2").status == 404);
    REQUIRE(hub.gets("SG", {"notice"}));
    REQUIRE(hub.decide("take", id).status == 201);
    SUBCASE("approved") {
      REQUIRE(hub.decide("approve", id).status == 201);
      CHECK(hub.gets("DE", {"notice", "update"}));
      CHECK(hub.gets("SG", {"recall"}));
      std::string const number = hub.get("FR", "/v1/notices").body["items"][0]["number"];
      CHECK(number.ends_with("/1"));  // the first and only one
    }
    SUBCASE("refused: version 1 goes on, and the next update is version 3") {
      REQUIRE(hub.decide("refuse", id).status == 201);
      CHECK(hub.state(id) == "published");
      CHECK(inbox_kinds(hub, "DE") == Kinds{"notice"});
      CHECK(hub.submit("FR", update(payload, 2)).code == "id-conflict");
      CHECK(hub.submit("FR", update(payload, 3)).status == 201);
    }
    SUBCASE("the notice ends meanwhile, and the update with it") {
      REQUIRE(hub.submit("FR", withdrawal("FR", 10, 3)).status == 201);
      CHECK(hub.queue().empty());
      CHECK(hub.decide("approve", id).code == "state-conflict");
    }
  }

  TEST_CASE("where the baseline asks for four eyes two signers must agree, and one cannot be both") {
    Desk hub;
    Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
    baseline["four_eyes"] = {"RED"};
    in_force(hub, "XP/GS", baseline);
    std::string const id = hub.requested(sample("FR", 10));
    CHECK(hub.get("XP/GS", "/v1/review/" + id).body["request"]["two_signers"] == true);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("approve", id).status == 201);
    CHECK(hub.state(id) == "under_review");
    CHECK(inbox_kinds(hub, "DE").empty());
    CHECK(hub.decide("approve", id).code == "state-conflict");
    CHECK(hub.get("XP/GS", "/v1/review/" + id).body["request"]["agreed"][0]["party"] == "GS");
    REQUIRE(hub.decide("approve", id, "XP/LEGAL").status == 201);
    CHECK(hub.gets("DE", {"notice"}));
  }

  TEST_CASE("a cursor of the queue that is none is refused, and the hub goes on") {
    Desk hub;
    static_cast<void>(hub.requested(sample("FR", 10)));
    for (std::string const cursor : {"AQ", "Bg", "BgEAAAAAAAAAAQAA", "!!"})
      CHECK(hub.get("XP/GS", "/v1/review?cursor=" + cursor).code == "parameter-invalid");
    CHECK(hub.get("XP/GS", "/v1/review").body["items"].size() == 1);
  }

  TEST_CASE("nothing is approved while a mode closes what its source sends, however old the request is") {
    Desk hub;
    std::string const id = hub.requested(sample("FR", 10));
    REQUIRE(hub.decide("take", id).status == 201);
    Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
    auto const now = to_seconds(hub.clock().now());
    baseline["modes"] = Json::array({{{"country", "FR"},
                                      {"mode", "READ_ONLY"},
                                      {"decided_by", "Secretary General"},
                                      {"ground", "repeated breaches"},
                                      {"from", documents::moment_text(now - std::chrono::hours(1))},
                                      {"until", documents::moment_text(now + std::chrono::hours(1))},
                                      {"review_on", "2027/01/01"}}});
    in_force(hub, "XP/GS", baseline);
    CHECK(hub.decide("approve", id).code == "state-conflict");
    CHECK(hub.decide("return", id).status == 201);
    CHECK(inbox_kinds(hub, "DE").empty());
  }

  TEST_CASE("the source reads what is missing") {
    Desk hub;
    std::string const id = hub.requested(sample("FR", 10));
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("return", id).status == 201);
    Json const container = hub.get("FR", "/v1/review/" + id).body["decision"];
    auto const document =
        envelope::parse_container(json::write(container), envelope::DocumentType::decision, std::size_t{1} << 18);
    REQUIRE(document);
    CHECK((*json::read(document->payload(), {}))["missing"][0] == "the date of the warrant");
  }

  TEST_CASE("only those whose word it is may decide, and only about what they have seen") {
    Desk hub;
    std::string const id = hub.requested(sample("FR", 10));
    CHECK(hub.decide("take", id, "XP/CCF").code == "role-required");
    CHECK(hub.decide("take", id, "FR").code == "role-required");
    Json const mine = hub.decision("take", id);
    Json of_germany = mine;
    of_germany["iss"] = "DE";
    of_germany["id"] = "DE-D-1";
    CHECK(hub.send("DE", of_germany).code == "not-found");
    std::string const signed_once = hub.sign("XP/GS", envelope::DocumentType::decision, json::write(mine), "review");
    auto const send_again = [&] {
      return hub.post("XP/GS", "/v1/decisions", "application/vnd.huecry.decision+jws", signed_once);
    };
    REQUIRE(send_again().status == 201);
    Json late = mine;
    late["id"] = "XP-D-late";
    CHECK(hub.send("XP/LEGAL", late).code == "version-conflict");  // it has not seen that it was taken
    Json other = hub.decision("approve", id);
    other["ver"] = 2;
    CHECK(hub.send("XP/GS", other).code == "version-conflict");
    CHECK(send_again().status == 200);  // the same bytes: the first answer
    Json unknown = hub.decision("take", id);
    unknown["notice"] = "FR-none";
    CHECK(hub.send("XP/GS", unknown).code == "not-found");
  }

  TEST_CASE("history tells the source and the secretariat each step, and recipients none") {
    Desk hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const history = hub.get("FR", "/v1/notices/" + id + "/history").body;
    REQUIRE(history["steps"].size() == 2);
    CHECK(history["steps"][0]["act"] == "take");
    CHECK(history["steps"][1]["act"] == "approve");
    CHECK(history["steps"][1]["after"] == "published");
    CHECK_FALSE(hub.get("DE", "/v1/notices/" + id + "/history").body.contains("steps"));
  }

  TEST_CASE("the chain has every version and decision as it was signed, in order, for source and secretariat alone") {
    Desk hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.published(payload);
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    REQUIRE(hub.decide("suspend", id).status == 201);
    std::string const target = "/v1/notices/" + id + "/chain";
    Json const chain = hub.get("FR", target).body;
    CHECK(chain["next"].is_null());
    std::vector<std::string> kinds, states;
    for (Json const& item : chain["items"]) {
      kinds.push_back(item["kind"]);
      states.push_back(item["state"]);
      CHECK(item["document"].contains("signature"));
    }
    CHECK(kinds == Kinds{"version", "decision", "decision", "version", "decision"});
    CHECK(states == Kinds{"requested", "under_review", "published", "published", "suspended"});
    CHECK(chain["items"][0]["waits"] == true);
    CHECK(hub.get("XP/GS", target).body == chain);
    std::string const rest = target + "?after=" + chain["items"][2]["position"].dump();
    CHECK(hub.get("FR", rest).body["items"].size() == 2);
    CHECK(hub.get("DE", target).status == 404);
    CHECK(hub.get("FR", "/v1/notices/FR-none/chain").status == 404);
    CHECK(hub.get("XP/RC-EUROPE", target).code == "role-required");
  }

  TEST_CASE("desk, numbers and steps are the same after a restart, and an approval reaches its recipients") {
    Desk hub;
    std::string const id = hub.requested(sample("FR", 10));
    REQUIRE(hub.decide("take", id).status == 201);
    hub.restart();
    CHECK(hub.get("XP/GS", "/v1/review").body["items"][0]["taken"]["party"] == "GS");
    REQUIRE(hub.decide("approve", id).status == 201);
    hub.restart();  // perhaps before the keeper has made the publication
    CHECK(hub.gets("DE", {"notice"}));
    std::string const second = hub.requested(sample("FR", 11));
    REQUIRE(hub.decide("take", second).status == 201);
    REQUIRE(hub.decide("approve", second).status == 201);
    std::string const number = hub.get("FR", "/v1/notices").body["items"][0]["number"];
    CHECK(number.ends_with("/2"));
  }
}
