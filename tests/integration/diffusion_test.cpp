// Diffusions in a whole hub: sent at once, reviewed afterwards, held where a mode says so (docs/life.md, D1 to D7).
#include "tests/integration/desk.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

struct Floor : Desk {
  Reply send(std::string const& payload) {
    return post("FR", "/v1/diffusions", "application/vnd.huecry.diffusion+jws",
                sign("FR", envelope::DocumentType::diffusion, payload));
  }
  std::string sent(std::string const& payload) {
    Reply const accepted = send(payload);
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    return accepted.body["id"];
  }
  Reply judge(std::string const& act, std::string const& id, std::string const& party = "XP/GS") {
    return Desk::send(party, decision(act, id, party.substr(0, 2)));
  }
  Json item(std::string const& party, std::size_t number) {
    Json const body = get(party, "/v1/inbox").body;
    return body["items"].at(number);
  }
};

std::string to(std::string const& payload, std::vector<std::string> const& addressees) {
  return changed(payload, [&](Json& diffusion) { diffusion["addressees"] = addressees; });
}

}

TEST_SUITE("integration diffusion") {
  TEST_CASE("a diffusion goes out at once, to its addressees alone, and says that its review is pending") {
    Floor hub;
    Reply const accepted = hub.send(to(sample("FR", 10), {"DE", "SG"}));
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    CHECK(accepted.body["released"] == Json({"DE", "SG"}));
    CHECK_FALSE(accepted.body.value("waits", false));
    std::string const id = accepted.body["id"];
    CHECK(hub.state(id) == "sent");
    CHECK(inbox_kinds(hub, "DE") == Kinds{"diffusion"});
    CHECK(inbox_kinds(hub, "IT").empty());
    Json const item = hub.item("DE", 0);
    CHECK(item["review"] == "pending");
    CHECK(item.contains("document"));
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 200);
    CHECK(hub.get("IT", "/v1/notices/" + id).status == 404);
    Json const listed = hub.get("DE", "/v1/notices?channel=diffusion").body["items"].at(0);
    CHECK(listed["channel"] == "diffusion");
    CHECK(listed["kind"] == "wanted");
    CHECK_FALSE(listed.contains("number"));
    CHECK(hub.get("DE", "/v1/notices?channel=notice").body["items"].empty());
    CHECK(hub.get("DE", "/v1/notices?channel=message").code == "parameter-invalid");
  }

  TEST_CASE("a reviewer finds it in order: recipients are told, and what comes later says so, too") {
    Floor hub;
    std::string const id = hub.sent(sample("FR", 10));
    CHECK(hub.queue() == std::vector{id});
    Json const waiting = hub.get("XP/GS", "/v1/review").body["items"].at(0);
    CHECK(waiting["channel"] == "diffusion");
    CHECK(waiting["state"] == "sent");
    CHECK(waiting["update"] == false);
    REQUIRE(hub.judge("clear", id).status == 201);
    CHECK(hub.state(id) == "reviewed_ok");
    CHECK(hub.queue().empty());
    CHECK(inbox_kinds(hub, "DE") == Kinds{"diffusion", "reviewed"});
    CHECK(hub.item("DE", 0)["review"] == "ok");
    Json const told = hub.item("DE", 1);
    CHECK(told["id"] == id);
    CHECK_FALSE(told.contains("document"));  // the reviewer's words are not for recipients
    CHECK(inbox_kinds(hub, "FR") == Kinds{"decision"});
    CHECK(hub.judge("clear", id).code == "state-conflict");
  }

  TEST_CASE("a reviewer objects: every holder is recalled and owes its purge") {
    Floor hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.sent(payload);
    SUBCASE("before it was found in order") {}
    SUBCASE("after it was found in order") { REQUIRE(hub.judge("clear", id).status == 201); }
    SUBCASE("the commission does") {
      REQUIRE(hub.judge("object", id, "XP/CCF").status == 201);
      CHECK(hub.state(id) == "non_compliant");
      return;
    }
    Reply const objected = hub.judge("object", id);
    REQUIRE_MESSAGE(objected.status == 201, objected.text);
    CHECK(texts(objected.body["recalled"]).contains("DE"));
    CHECK(hub.state(id) == "non_compliant");
    CHECK(inbox_kinds(hub, "DE") == Kinds{"recall"});
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.queue().empty());
    CHECK(hub.judge("clear", id).code == "state-conflict");
    REQUIRE(hub.say("DE", "purged", hub.item("DE", 0)).status == 201);
    Json const status = hub.get("FR", "/v1/notices/" + id + "/status").body;
    CHECK(status["counts"]["purged"] == 1);
  }

  TEST_CASE("its source takes it back, as the diffusion that it is") {
    Floor hub;
    std::string const id = hub.sent(sample("FR", 10));
    std::string const back = withdrawal("FR", 10, 2);
    CHECK(hub.submit("FR", back).code == "state-conflict");
    CHECK(hub.state(id) == "sent");
    Reply const taken = hub.send(back);
    REQUIRE_MESSAGE(taken.status == 201, taken.text);
    CHECK(hub.state(id) == "withdrawn");
    CHECK(inbox_kinds(hub, "DE") == Kinds{"recall"});
    CHECK(hub.item("DE", 0).contains("document"));
    CHECK(hub.send(changed(sample("FR", 10), [](Json& again) { again["ver"] = 3; })).code == "state-conflict");
  }

  TEST_CASE("a diffusion is sent once: neither another version, nor one of a notice") {
    Floor hub;
    std::string const payload = sample("FR", 10);
    CHECK(hub.send(update(payload, 2)).code == "version-conflict");
    std::string const notice = hub.published(sample("FR", 11));
    CHECK(hub.send(update(sample("FR", 11), 2)).code == "state-conflict");
    for (char const* const act : {"send", "clear", "reject", "object"}) CHECK(hub.judge(act, notice).status == 409);
    std::string const id = hub.sent(payload);
    CHECK(hub.send(update(payload, 2)).code == "state-conflict");
    CHECK(hub.submit("FR", update(payload, 2)).code == "state-conflict");
    for (char const* const act : {"take", "approve", "suspend"}) CHECK(hub.judge(act, id).status == 409);
  }

  TEST_CASE("what no diffusion can be is refused with the field that says so") {
    Floor hub;
    Reply const sanctions = hub.send(changed(sample("FR", 10), [](Json& diffusion) { diffusion["colour"] = "UNSC"; }));
    CHECK(sanctions.status == 422);
    CHECK(hub.post("DE", "/v1/diffusions", "application/vnd.huecry.diffusion+jws",
                   hub.sign("FR", envelope::DocumentType::diffusion, sample("FR", 12)))
              .status == 403);
    CHECK(hub.post("FR", "/v1/diffusions", "application/vnd.huecry.diffusion+jws",
                   hub.sign("FR", envelope::DocumentType::notice, sample("FR", 12)))
              .code == "jws-type");
    CHECK(hub.post("FR", "/v1/notices", "application/vnd.huecry.notice+jws",
                   hub.sign("FR", envelope::DocumentType::diffusion, sample("FR", 12)))
              .code == "jws-type");
  }

  TEST_CASE("under a mode of prior review it is held: nobody but its source and the reviewers knows of it") {
    Floor hub;
    hub.put_mode("PRE_SCREEN_DIFFUSIONS");
    Reply const accepted = hub.send(sample("FR", 10));
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    std::string const id = accepted.body["id"];
    CHECK(accepted.body["waits"] == true);
    CHECK(accepted.body["released"].empty());
    CHECK(hub.state(id) == "held");
    CHECK(inbox_kinds(hub, "DE").empty());
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.get("XP/RC-EUROPE", "/v1/notices/" + id + "/status").status == 404);
    CHECK(hub.get("FR", "/v1/notices/" + id).status == 200);
    CHECK(hub.queue() == std::vector{id});
    SUBCASE("a reviewer lets it out, and later finds it in order") {
      CHECK(hub.judge("clear", id).code == "state-conflict");  // it must go out before it can be found in order
      REQUIRE(hub.judge("send", id).status == 201);
      CHECK(hub.judge("send", id).code == "state-conflict");
      CHECK(hub.state(id) == "sent");
      REQUIRE(hub.gets("DE", {"diffusion"}));
      CHECK(hub.item("DE", 0)["review"] == "pending");
      CHECK(hub.queue() == std::vector{id});
      REQUIRE(hub.judge("clear", id).status == 201);
      CHECK(hub.gets("DE", {"diffusion", "reviewed"}));
      CHECK(hub.queue().empty());
    }
    SUBCASE("a reviewer rejects it, for good") {
      REQUIRE(hub.judge("reject", id).status == 201);
      CHECK(hub.state(id) == "rejected");
      CHECK(inbox_kinds(hub, "FR") == Kinds{"decision"});
      CHECK(hub.judge("send", id).code == "state-conflict");
    }
    SUBCASE("its source drops it") {
      REQUIRE(hub.send(withdrawal("FR", 10, 2)).status == 201);
      CHECK(hub.state(id) == "abandoned");
    }
    CHECK(hub.gets("IT", hub.state(id) == "reviewed_ok" ? Kinds{"diffusion", "reviewed"} : Kinds{}));
  }

  TEST_CASE("a mode reaches what is queued: who has not retrieved it gets it only once it is reviewed") {
    Floor hub;
    std::string const id = hub.sent(sample("FR", 10));
    REQUIRE(hub.say("DE", "retrieved", hub.item("DE", 0)).status == 201);
    std::string mode;
    SUBCASE("prior review") { mode = "PRE_SCREEN_DIFFUSIONS"; }
    SUBCASE("prior review of all") { mode = "PRE_SCREEN_ALL"; }
    SUBCASE("reading only") { mode = "READ_ONLY"; }
    SUBCASE("suspended") { mode = "SUSPENDED"; }
    hub.put_mode(mode);
    REQUIRE(hub.gets("IT", {"recall"}));  // it may have read it without saying so
    CHECK(hub.get("IT", "/v1/notices/" + id).status == 404);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"diffusion"});
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 200);
    bool const screens = mode.starts_with("PRE_SCREEN");
    if (screens)
      REQUIRE(hub.judge("clear", id).status == 201);
    else
      hub.put_mode("NORMAL");
    REQUIRE(hub.gets("IT", {"diffusion", "recall", "diffusion"}));  // all that it was ever sent, and may have
    CHECK(hub.item("IT", 2)["review"] == (screens ? "ok" : "pending"));
    CHECK(hub.get("IT", "/v1/notices/" + id).status == 200);
  }

  TEST_CASE("who keeps it in spite of a mode does not keep it in spite of a policy") {
    Floor hub;
    std::string const id = hub.sent(sample("FR", 10));
    REQUIRE(hub.say("DE", "retrieved", hub.item("DE", 0)).status == 201);
    hub.put_mode("PRE_SCREEN_DIFFUSIONS");
    REQUIRE(hub.gets("IT", {"recall"}));
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("DE")})));
    CHECK(hub.gets("DE", {"recall"}));
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
  }

  TEST_CASE("a mode that closes what a bureau sends refuses diffusions, not their withdrawal") {
    Floor hub;
    std::string const id = hub.sent(sample("FR", 10));
    hub.put_mode("READ_ONLY");
    CHECK(hub.send(sample("FR", 11)).code == "state-conflict");
    CHECK(hub.send(withdrawal("FR", 10, 2)).status == 201);
    CHECK(hub.state(id) == "withdrawn");
  }

  TEST_CASE("nothing that is held goes out once its source may send nothing") {
    Floor hub;
    hub.put_mode("PRE_SCREEN_DIFFUSIONS");
    std::string const id = hub.sent(sample("FR", 10));
    hub.put_mode("SUSPENDED");
    CHECK(hub.judge("send", id).code == "state-conflict");
    hub.put_mode("NORMAL");
    CHECK(hub.state(id) == "held");  // a reviewer must still say so
    REQUIRE(hub.judge("send", id).status == 201);
    CHECK(hub.gets("DE", {"diffusion"}));
  }

  TEST_CASE("it ends with its review date, without a reminder, for it cannot be renewed") {
    Floor hub;
    std::string const id =
        hub.sent(changed(sample("FR", 10), [&](Json& diffusion) { diffusion["review_on"] = hub.day_in(2); }));
    hub.clock().advance(std::chrono::hours(24));
    CHECK(hub.judge("renew", id, "FR").code == "state-conflict");
    CHECK(hub.state(id) == "sent");
    hub.clock().advance(std::chrono::hours(24 * 2 + 2));
    CHECK(eventually([&] { return hub.state(id) == "expired"; }));
    CHECK(hub.gets("DE", {"recall"}));
    // The end alone; what the hub says of those who are silent may stand beside it.
    CHECK(std::ranges::count(inbox_kinds(hub, "FR"), "decision") == 1);
  }

  TEST_CASE("one that is held does not wait beyond its review date") {
    Floor hub;
    hub.put_mode("PRE_SCREEN_DIFFUSIONS");
    std::string const id =
        hub.sent(changed(sample("FR", 10), [&](Json& diffusion) { diffusion["review_on"] = hub.day_in(1); }));
    hub.clock().advance(std::chrono::hours(24 * 2 + 2));
    CHECK(eventually([&] { return hub.state(id) == "abandoned"; }));
    CHECK(hub.queue().empty());
    CHECK(inbox_kinds(hub, "FR") == Kinds{"decision"});
    CHECK(hub.get("XP/RC-EUROPE", "/v1/notices/" + id + "/status").status == 404);  // it was never sent
  }

  TEST_CASE("the answer to a repeated submission says that it is still held, as long as it is") {
    Floor hub;
    hub.put_mode("PRE_SCREEN_DIFFUSIONS");
    std::string const document = hub.sign("FR", envelope::DocumentType::diffusion, sample("FR", 10));
    auto const post = [&] {
      return hub.post("FR", "/v1/diffusions", "application/vnd.huecry.diffusion+jws", document);
    };
    CHECK(post().body.value("waits", false));
    Reply const again = post();
    CHECK(again.status == 200);
    CHECK(again.body.value("waits", false));
    REQUIRE(hub.judge("send", again.body["id"]).status == 201);
    CHECK_FALSE(post().body.value("waits", false));
  }

  TEST_CASE("under a mode, who has taken an edition that it may not have any more is recalled like everybody else") {
    Floor hub;
    std::string const id = hub.sent(with_photos(sample("FR", 10)));
    for (char const* const party : {"DE", "IT"}) REQUIRE(hub.say(party, "retrieved", hub.item(party, 0)).status == 201);
    hub.put_mode("READ_ONLY");
    Json no_images = {{"id", "no-images"},
                      {"effect", "permit"},
                      {"to", {{"countries", Json::array({"DE"})}}},
                      {"redact", Json::array({"images"})}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), no_images})));
    CHECK(hub.gets("DE", {"recall"}));
    CHECK(inbox_kinds(hub, "IT") == Kinds{"diffusion"});
    CHECK(hub.get("IT", "/v1/notices/" + id).status == 200);
    hub.put_mode("NORMAL");
    CHECK(hub.gets("DE", {"recall", "diffusion"}));
    CHECK(hub.item("DE", 1)["missing"] == Json({"images"}));
  }

  TEST_CASE("a gateway that asks before it shows hears what it may read, whatever the mode") {
    Floor hub;
    std::string const id = hub.sent(sample("FR", 10));
    REQUIRE(hub.say("DE", "retrieved", hub.item("DE", 0)).status == 201);
    hub.put_mode("PRE_SCREEN_DIFFUSIONS");
    auto const may = [&](std::string const& who) {
      Json const question = {{"subject", {{"type", "bureau"}, {"id", who}}},
                             {"action", {{"name", "read"}}},
                             {"resource", {{"type", "notice"}, {"id", id}}}};
      return hub.post(who, "/access/v1/evaluation", "application/json", json::write(question)).body["decision"];
    };
    CHECK(may("DE") == true);
    CHECK(may("IT") == false);
    REQUIRE(hub.judge("clear", id).status == 201);
    REQUIRE(hub.gets("IT", {"diffusion", "recall", "diffusion"}));
    CHECK(may("IT") == true);
  }

  TEST_CASE("a diffusion to some is no gap in what others see, and nobody counts it by rehearsing an intake policy") {
    Floor hub;
    auto const documents = [&] {
      Json const policy = policy_of(hub, "IT", "intake", 1, Json::array({permit_all()}));
      return hub.post("IT", "/v1/policies/rehearse", "application/json", json::write(policy)).body["documents"];
    };
    Json const gaps = hub.get("XP/RC-EUROPE", "/v1/coordination/gaps").body;
    Json const before = documents();
    static_cast<void>(hub.sent(to(sample("FR", 10), {"SG"})));
    CHECK(hub.get("XP/RC-EUROPE", "/v1/coordination/gaps").body["gaps"] == gaps["gaps"]);
    CHECK(documents() == before);
  }
}
