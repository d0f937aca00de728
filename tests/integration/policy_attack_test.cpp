// Policies as an attacker would use them: another's, an old one, one from the past; and what must not leak.

#include <algorithm>
#include <chrono>
#include <thread>

#include "protocol/base/limits.hpp"
#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

TEST_SUITE("integration policy attacks") {
  TEST_CASE("a policy that may not be is refused by name, and nothing changes") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 5, Json::array({permit_all()})));
    auto const set = hub.get("FR", "/v1/policies").body["set"];
    Json const another_text = policy_of(hub, "FR", "release", 5, Json::array({forbid_to("BR")}));
    struct Row {
      std::string name, party;
      Json policy;
      int status;
      std::string code;
    };
    Row const rows[] = {
        {"another country's", "DE", policy_of(hub, "FR", "release", 6, Json::array({permit_all()})), 403,
         "payload-issuer"},
        {"the baseline by a bureau", "FR", policy_of(hub, "FR", "baseline", 1, Json::array({permit_all()})), 422,
         "payload-rule"},
        {"an old seq", "FR", policy_of(hub, "FR", "release", 4, Json::array({permit_all()})), 409, "version-conflict"},
        {"a seq that was used", "FR", another_text, 409, "id-conflict"},
        {"of the past", "FR",
         policy_of(hub, "FR", "release", 6, Json::array({permit_all()}), std::chrono::seconds(-600)), 422,
         "payload-rule"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Reply const reply = hub.put_policy(row.party, row.policy);
      CHECK_MESSAGE(reply.code == row.code, reply.text);
      CHECK_MESSAGE(reply.status == row.status, reply.text);
    }
    CHECK(hub.get("FR", "/v1/policies").body["set"] == set);
    CHECK(hub.get("FR", "/v1/policies").body["policies"].size() == 1);
  }

  TEST_CASE("a policy sent to another address than its own is refused") {
    TestHub hub;
    Json const policy = policy_of(hub, "FR", "release", 1, Json::array({permit_all()}));
    auto const container = hub.sign("FR", envelope::DocumentType::policy, json::write(policy), "policy");
    auto const type = "application/vnd.huecry.policy+jws";
    CHECK(hub.client("FR")->put("/v1/policies/FR/intake", type, container)->status == 422);
    CHECK(hub.client("FR")->put("/v1/policies/DE/release", type, container)->status == 422);
    CHECK(hub.client("FR")->put("/v1/policies/FR/other", type, container)->status == 404);
    CHECK(hub.client("FR")->put("/v1/policies/FR/release", type, container)->status == 201);
    CHECK(hub.client("FR")->put("/v1/policies/FR/release", type, container)->status == 200);  // the same again
  }

  TEST_CASE("another's policy is absent, whether it exists or not") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all()})));
    Reply withheld = hub.get("DE", "/v1/policies/FR/release");
    Reply absent = hub.get("DE", "/v1/policies/IT/release");
    CHECK(withheld.status == 404);
    withheld.body.erase("correlation");
    absent.body.erase("correlation");
    CHECK(withheld.body == absent.body);
    CHECK(hub.get("DE", "/v1/policies").body["policies"].empty());
    CHECK(hub.get("FR", "/v1/policies/FR/release").status == 200);
    CHECK(hub.get("XP/GS", "/v1/policies/FR/release").status == 200);
    CHECK(hub.get("FR", "/v1/policies/FR/release?seq=2").status == 404);
  }

  TEST_CASE("a rehearsal of an intake policy tells nothing about notices that are not for its author") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    Json const nothing = {{"id", "nothing"}, {"effect", "forbid"}};
    in_force(hub, "BR", policy_of(hub, "BR", "intake", 1, Json::array({nothing})));
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    REQUIRE(hub.submit("DE", sample("DE", 20)).status == 201);
    Json const open = policy_of(hub, "BR", "intake", 2, Json::array({permit_all()}));
    Reply const page = hub.post("BR", "/v1/policies/rehearse", "application/json", json::write(open));
    REQUIRE_MESSAGE(page.status == 200, page.text);
    REQUIRE(page.body["items"].size() == 1);
    CHECK(page.body["items"][0]["id"] == "DE-red-20");
  }

  TEST_CASE("tightening a policy stops an item that is already in a mailbox") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    for (std::string const& kind : inbox_kinds(hub, "BR")) CHECK(kind == "recall");
  }

  TEST_CASE("a suspended member's notices stay, and it sends none") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
    baseline["modes"] = Json::array({mode_now(hub, "FR", "READ_ONLY")});
    in_force(hub, "XP/GS", baseline);
    CHECK(hub.submit("FR", sample("FR", 11)).code == "state-conflict");
    hub.restart();  // everything was looked at again
    CHECK(inbox_kinds(hub, "DE") == std::vector<std::string>{"notice"});
    CHECK(hub.submit("FR", withdrawal("FR", 10, 2)).status == 201);  // what stops something may always enter
    CHECK(inbox_kinds(hub, "DE") == std::vector<std::string>{"recall"});
  }

  TEST_CASE(
      "while it is suspended a bureau can narrow who has its notices, not widen it; the end of the mode widens it") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    REQUIRE(hub.submit("FR", with_photos(sample("FR", 10))).status == 201);
    Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
    baseline["modes"] = Json::array({mode_now(hub, "FR", "SUSPENDED")});
    in_force(hub, "XP/GS", baseline);
    CHECK(hub.get("FR", "/v1/whoami").body["mode"] == "SUSPENDED");
    Json const without_images = {{"id", "all"}, {"effect", "permit"}, {"redact", {"images"}}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({without_images, forbid_to("DE")})));
    REQUIRE(eventually([&] { return inbox_kinds(hub, "DE") == std::vector<std::string>{"recall"}; }));
    auto const edition = [&](std::string const& party) {
      Json const inbox = hub.get(party, "/v1/inbox").body;
      return inbox["items"].size() == 1 && inbox["items"][0].contains("missing");
    };
    CHECK(eventually([&] { return edition("IT"); }));  // who has it gets what it may have now
    CHECK(inbox_kinds(hub, "BR").empty());
    baseline["seq"] = 2;
    baseline["effective"] = documents::moment_text(to_seconds(hub.clock().now()));
    baseline.erase("modes");
    in_force(hub, "XP/GS", baseline);
    CHECK(eventually([&] { return inbox_kinds(hub, "BR") == std::vector<std::string>{"notice"}; }));
    CHECK(hub.get("FR", "/v1/whoami").body["mode"] == "NORMAL");
  }

  TEST_CASE("how long the answer takes does not tell an absent notice from one that policy denies") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("DE")})));
    Reply const denied = hub.submit("FR", sample("FR", 10));
    Reply const excluded = hub.submit("FR", sample("FR", 20, "DE"));
    REQUIRE(denied.status == 201);
    REQUIRE(excluded.status == 201);
    auto const client = hub.client("DE");
    std::vector<std::string> const ids{"FR-there.is.none", denied.body["id"], excluded.body["id"]};
    for (std::string const path : {"", "/status", "/history", "/decision"})
      for (std::string const& id : ids) {
        CAPTURE(id + path);
        auto const begun = std::chrono::steady_clock::now();
        auto const answer = client->get("/v1/notices/" + id + path);
        REQUIRE(answer);
        CHECK(answer->status == 404);
        CHECK(std::chrono::steady_clock::now() - begun >= limits::absent_answer_after);
      }
  }

  TEST_CASE("a change of policy in the middle of a burst: each notice is decided by one set, and all end in the last") {
    TestHub hub;
    auto const denying = [&](std::uint32_t seq) {
      return policy_of(hub, "FR", "release", seq, Json::array({permit_all(), forbid_to(seq % 2 == 0 ? "BR" : "DE")}));
    };
    in_force(hub, "FR", denying(1));
    std::vector<std::string> ids;
    std::thread burst([&] {
      for (std::uint64_t i = 0; i < 150; ++i) {
        Reply const accepted = hub.submit("FR", sample("FR", 1000 + i));
        if (accepted.status == 201) ids.push_back(accepted.body["id"]);
      }
    });
    for (std::uint32_t seq = 2; seq <= 5; ++seq) in_force(hub, "FR", denying(seq));
    burst.join();
    REQUIRE(ids.size() == 150);
    std::set<std::string> sets;
    for (std::string const& id : ids) {
      Reply const decision = hub.get("FR", "/v1/notices/" + id + "/decision?replay=true");
      REQUIRE_MESSAGE(decision.status == 200, decision.text);
      CHECK(decision.body["same"] == true);  // by exactly the set that it names
      sets.insert(decision.body["decision"]["policy"].get<std::string>());
    }
    CHECK(sets.size() > 1);  // else nothing was in the middle of anything
    auto const released = [&](std::string const& id) {
      Json const versions = hub.get("FR", "/v1/notices/" + id + "/history").body["versions"];
      return texts(versions[0]["released"]);
    };
    CHECK(eventually([&] {
      return std::ranges::all_of(ids, [&](std::string const& id) {
        return released(id) == std::set<std::string>{"BR", "ES", "IT", "SG", "US"};
      });
    }));
  }

  TEST_CASE("an earlier version is read only as far as policy allows that version now") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all()})));
    std::string const first = with_photos(sample("FR", 10));
    Reply const accepted = hub.submit("FR", first);
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    REQUIRE(hub.submit("FR", changed(first, [](Json& notice) { notice["ver"] = 2; })).status == 201);
    std::string const address = "/v1/notices/" + accepted.body["id"].get<std::string>();
    CHECK(hub.get("DE", address + "?ver=1").status == 200);
    Json const some = {{"id", "some"}, {"effect", "permit"}, {"redact", Json::array({"images"})}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({some})));
    REQUIRE(eventually([&] { return hub.get("DE", address).status == 200; }));  // the edition of version 2
    CHECK(hub.get("DE", address + "?ver=1").status == 404);                     // it has version 1 whole
  }

  TEST_CASE("granting and revoking without end neither spoils the notice nor stops the hub's look at others") {
    TestHub hub;
    Json rule = {{"id", "ask"}, {"effect", "permit"}, {"consent", "required"}, {"redact", Json::array({"images"})}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({rule})));
    std::string const notice = with_photos(sample("FR", 10));
    Reply const accepted = hub.submit("FR", notice);
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    auto const say = [&](int number, std::string const& act) {
      Json document = {{"v", 1},
                       {"id", "FR-C-" + act + std::to_string(number)},
                       {"iss", "FR"},
                       {"act", act},
                       {"notice", accepted.body["id"]},
                       {"to", "DE"}};
      if (act == "grant")
        document["until"] = documents::moment_text(to_seconds(hub.clock().now()) + std::chrono::hours(1));
      return hub.post("FR", "/v1/consents", "application/vnd.huecry.consent+jws",
                      hub.sign("FR", envelope::DocumentType::consent, json::write(document), "policy"));
    };
    std::string const address = "/v1/notices/" + accepted.body["id"].get<std::string>();
    for (int i = 0; i < 40; ++i) {
      REQUIRE(say(i, "grant").status == 201);
      REQUIRE(eventually([&] { return hub.get("DE", address).status == 200; }));
      REQUIRE(say(i, "revoke").status == 201);
      REQUIRE(eventually([&] { return hub.get("FR", address + "/status").body["counts"]["released"] == 0; }));
    }
    CHECK(hub.submit("FR", changed(notice, [](Json& body) { body["ver"] = 2; })).status == 201);
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({permit_all()})));
    CHECK(eventually([&] { return hub.get("IT", address).status == 200; }));
  }

  TEST_CASE("filters and pages tell a recipient nothing about others, nor of what is closed to it") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10, "DE")).status == 201);  // not for Germany
    REQUIRE(hub.submit("FR", sample("FR", 20)).status == 201);
    struct Row {
      std::string name, party, target;
      std::size_t items;
    };
    Row const rows[] = {{"who else has it", "DE", "/v1/notices?recipient=IT", 0},
                        {"whether it has it itself", "DE", "/v1/notices?recipient=DE", 1},
                        {"whether another region has it", "DE", "/v1/notices?region=americas", 0},
                        {"its issuer may ask", "FR", "/v1/notices?recipient=IT", 2}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(hub.get(row.party, row.target).body["items"].size() == row.items);
    }
    Reply const page = hub.get("DE", "/v1/notices?limit=1");
    REQUIRE(page.body["items"].size() == 1);
    Reply const end = hub.get("DE", "/v1/notices?limit=1&cursor=" + page.body["next"].get<std::string>());
    CHECK(end.body["items"].empty());
    CHECK(end.body["next"].is_null());
  }
}
