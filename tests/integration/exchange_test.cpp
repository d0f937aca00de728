// The main job, over mutual TLS with a real store: a notice goes to those who may see it, once, and everyone can follow
// it.

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <thread>

#include "tests/integration/policies.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

std::string id_of(std::string const& payload) {
  json::ReadOptions options;
  options.fractions = true;
  return (*json::read(payload, options))["id"].get<std::string>();
}

}

TEST_SUITE("integration exchange") {
  TEST_CASE("a notice reaches every member but the issuer and the excluded, and the answer says so") {
    TestHub hub;
    std::string const payload = sample("FR", 10, "US");
    Reply const accepted = hub.submit("FR", payload);
    REQUIRE(accepted.status == 201);
    CHECK(texts(accepted.body["released"]) == std::set<std::string>{"BR", "DE", "ES", "IT", "SG"});
    CHECK(accepted.body["duplicate"] == false);
    for (std::string const country : {"BR", "DE", "ES", "IT", "SG"}) {
      CAPTURE(country);
      Reply const inbox = hub.get(country, "/v1/inbox");
      REQUIRE(inbox.status == 200);
      REQUIRE(inbox.body["items"].size() == 1);
      CHECK(inbox.body["items"][0]["id"] == id_of(payload));
      CHECK(inbox.body["items"][0]["kind"] == "notice");
      CHECK(inbox.body["items"][0]["object"] == accepted.body["object"]);
    }
    for (std::string const country : {"FR", "US"}) {
      CAPTURE(country);
      CHECK(hub.get(country, "/v1/inbox").body["items"].empty());
    }
  }

  TEST_CASE("absent_and_withheld_look_alike") {
    TestHub hub;
    std::string const payload = sample("FR", 10, "US");
    REQUIRE(hub.submit("FR", payload).status == 201);
    for (std::string const suffix : {"", "/status", "/history", "?ver=1", "?ver=9"}) {
      CAPTURE(suffix);
      Reply withheld = hub.get("US", "/v1/notices/" + id_of(payload) + suffix);
      Reply absent = hub.get("US", "/v1/notices/FR-absent" + suffix);
      CHECK(withheld.status == 404);
      CHECK(withheld.text.size() == absent.text.size());
      withheld.body.erase("correlation");
      absent.body.erase("correlation");
      CHECK(withheld.body == absent.body);
    }
    CHECK(hub.get("US", "/v1/notices").body["items"].empty());
    CHECK(hub.get("US", "/v1/notices?origin=FR").body["items"].empty());
  }

  TEST_CASE("the same bytes again get the first receipt and deliver nothing") {
    TestHub hub;
    std::string const container = hub.sign("FR", envelope::DocumentType::notice, sample("FR", 10));
    Reply const first = hub.post("FR", "/v1/notices", "application/vnd.huecry.notice+jws", container);
    Reply const second = hub.post("FR", "/v1/notices", "application/vnd.huecry.notice+jws", container);
    CHECK(first.status == 201);
    CHECK(second.status == 200);
    CHECK(second.body["duplicate"] == true);
    for (auto const* name : {"position", "received", "receipt", "object", "released"})
      CHECK(first.body[name] == second.body[name]);
    CHECK(hub.get("DE", "/v1/inbox").body["items"].size() == 1);
  }

  TEST_CASE("parallel_submits_dedupe_and_stay_apart") {
    TestHub hub;
    std::string const container = hub.sign("FR", envelope::DocumentType::notice, sample("FR", 10));
    std::vector<Reply> replies(8);
    std::vector<std::unique_ptr<client::Client>> clients;
    for (auto& reply : replies) clients.push_back((static_cast<void>(reply), hub.client("FR")));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < replies.size(); ++i)
      threads.emplace_back([&, i] {
        auto const response = clients[i]->submit("/v1/notices", "application/vnd.huecry.notice+jws", container);
        if (response) replies[i].body = *json::read(response->body, {});
      });
    for (auto& thread : threads) thread.join();
    int first = 0;
    for (auto const& reply : replies) {
      CHECK(reply.body["position"] == replies[0].body["position"]);
      first += reply.body["duplicate"] == false ? 1 : 0;
    }
    CHECK(first == 1);
    CHECK(hub.get("DE", "/v1/inbox").body["items"].size() == 1);
  }

  TEST_CASE("the same identity with other content, or signed again, is a conflict") {
    TestHub hub;
    std::string const payload = sample("FR", 10);
    REQUIRE(hub.submit("FR", payload).status == 201);
    Reply const other = hub.submit("FR", changed(payload, [](Json& notice) { notice["priority"] = 9; }));
    CHECK(other.status == 409);
    CHECK(other.code == "id-conflict");
    CHECK(hub.get("DE", "/v1/inbox").body["items"].size() == 1);
  }

  TEST_CASE("an update goes to who may see it now, and whoever lost it is recalled without being shown it") {
    TestHub hub;
    std::string const payload = sample("FR", 10);
    REQUIRE(hub.submit("FR", payload).status == 201);
    std::string const second = changed(payload, [](Json& notice) {
      notice["ver"] = 2;
      notice["exclude"] = {"SG"};
    });
    Reply const accepted = hub.submit("FR", second);
    REQUIRE(accepted.status == 201);
    CHECK(texts(accepted.body["recalled"]) == std::set<std::string>{"SG"});
    Json const items = hub.get("SG", "/v1/inbox").body["items"];
    REQUIRE(items.size() == 1);  // version 1 was not read yet, and nothing is delivered after its recall but the recall
    CHECK(items[0]["kind"] == "recall");
    CHECK_FALSE(items[0].contains("document"));
    CHECK(hub.get("SG", "/v1/notices/" + id_of(payload)).status == 404);
    Json const german = hub.get("DE", "/v1/inbox").body["items"];
    REQUIRE(german.size() == 2);
    CHECK(german[1]["kind"] == "update");
    CHECK(hub.get("DE", "/v1/notices/" + id_of(payload)).status == 200);
  }

  TEST_CASE("an earlier version is for those who were given it, also when policy would allow them now") {
    TestHub hub;
    std::string const payload = sample("FR", 10, "DE");
    REQUIRE(hub.submit("FR", payload).status == 201);
    REQUIRE(hub.submit("FR", changed(payload,
                                     [](Json& notice) {
                                       notice["ver"] = 2;
                                       notice.erase("exclude");
                                     }))
                .status == 201);
    std::string const address = "/v1/notices/" + id_of(payload);
    CHECK(hub.get("DE", address).status == 200);
    CHECK(hub.get("DE", address + "?ver=1").status == 404);
    CHECK(hub.get("IT", address + "?ver=1").status == 200);
  }

  TEST_CASE("a withdrawal recalls every holder and is final") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10, "US")).status == 201);
    Reply const taken_back = hub.submit("FR", withdrawal("FR", 10, 2));
    REQUIRE(taken_back.status == 201);
    CHECK(texts(taken_back.body["recalled"]) == std::set<std::string>{"BR", "DE", "ES", "IT", "SG"});
    Json const items = hub.get("DE", "/v1/inbox").body["items"];
    REQUIRE(items.size() == 1);
    CHECK(items[0]["kind"] == "recall");
    CHECK(items[0].contains("document"));
    CHECK(hub.get("US", "/v1/inbox").body["items"].empty());
    Reply const again = hub.submit("FR", changed(sample("FR", 10), [](Json& notice) { notice["ver"] = 3; }));
    CHECK(again.status == 409);
    CHECK(again.code == "state-conflict");
  }

  TEST_CASE("versions follow one another") {
    TestHub hub;
    std::string const payload = sample("FR", 10);
    struct Row {
      std::string name;
      int ver;
      int status;
      std::string code;
    };
    for (Row const& row : {Row{"version 2 of nothing", 2, 409, "version-conflict"}, Row{"the first", 1, 201, ""},
                           Row{"a gap", 3, 409, "version-conflict"}, Row{"the next", 2, 201, ""},
                           Row{"the same once more", 2, 409, "id-conflict"}}) {
      CAPTURE(row.name);
      // The clock of iat has whole seconds: another priority makes another document for sure.
      static int priority = 0;
      Reply const reply = hub.submit("FR", changed(payload, [&](Json& notice) {
                                       notice["ver"] = row.ver;
                                       notice["priority"] = 1 + priority++ % 9;
                                     }));
      CHECK(reply.status == row.status);
      CHECK(reply.code == row.code);
    }
    CHECK(hub.submit("FR", withdrawal("FR", 11, 1)).code == "payload-rule");
  }

  TEST_CASE("evidence moves a recipient's stage, for those who may know") {
    TestHub hub;
    std::string const payload = sample("FR", 10);
    REQUIRE(hub.submit("FR", payload).status == 201);
    Json const item = hub.get("DE", "/v1/inbox").body["items"][0];
    REQUIRE(hub.say("DE", "retrieved", item).status == 201);
    REQUIRE(hub.say("DE", "acknowledged", item).status == 201);
    std::string const target = "/v1/notices/" + id_of(payload) + "/status";
    auto const stages = [&](std::string const& party) {
      std::set<std::pair<std::string, std::string>> found;
      Reply const reply = hub.get(party, target);
      for (auto const& one : reply.body["recipients"])
        found.emplace(one["country"].get<std::string>(), one["stage"].get<std::string>());
      return found;
    };
    using Stages = std::set<std::pair<std::string, std::string>>;
    CHECK(stages("FR") == Stages{{"BR", "pending"},
                                 {"DE", "acknowledged"},
                                 {"ES", "pending"},
                                 {"IT", "pending"},
                                 {"SG", "pending"},
                                 {"US", "pending"}});
    CHECK(stages("XP/GS") == stages("FR"));
    CHECK(stages("XP/RC-EUROPE") == Stages{{"DE", "acknowledged"}, {"ES", "pending"}, {"IT", "pending"}});
    CHECK(stages("DE") == Stages{{"DE", "acknowledged"}});
    CHECK(hub.get("FR", target).body["counts"]["acknowledged"] == 1);
    CHECK_FALSE(hub.get("DE", target).body.contains("counts"));
  }

  TEST_CASE("evidence about what was not delivered is refused like evidence about nothing") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10, "US")).status == 201);
    Json const item = hub.get("DE", "/v1/inbox").body["items"][0];
    CHECK(hub.say("US", "retrieved", item).code == "not-found");
    CHECK(hub.say("US", "retrieved", {{"id", "FR-absent"}, {"ver", 1}, {"object", item["object"]}}).code ==
          "not-found");
    Json other = item;
    other["object"] = std::string(43, 'A');
    CHECK(hub.say("DE", "retrieved", other).code == "payload-rule");
  }

  TEST_CASE("coordinators and reviewers see lists and status, coordinators no content") {
    TestHub hub;
    std::string const payload = sample("FR", 10);
    REQUIRE(hub.submit("FR", payload).status == 201);
    Json const coordinator = hub.get("XP/RC-EUROPE", "/v1/notices").body["items"];
    REQUIRE(coordinator.size() == 1);
    CHECK_FALSE(coordinator[0].contains("title"));
    CHECK(hub.get("XP/GS", "/v1/notices").body["items"][0].contains("title"));
    CHECK(hub.get("XP/RC-EUROPE", "/v1/notices/" + id_of(payload)).code == "role-required");
    CHECK(hub.get("XP/GS", "/v1/notices/" + id_of(payload)).status == 200);
    CHECK(hub.get("XP/RC-EUROPE", "/v1/inbox").code == "role-required");
    CHECK(hub.get("XP/AUDIT", "/v1/notices").code == "role-required");
    CHECK(hub.get("XP/AUDIT", "/v1/log/checkpoint").status == 200);
    Json const summary = hub.get("XP/RC-EUROPE", "/v1/coordination/summary").body;
    CHECK(summary["region"] == "europe");
    CHECK(summary["countries"].size() == 4);
  }

  TEST_CASE("a name is found however it is written, and only by those who see the notice") {
    TestHub hub;
    std::string const payload =
        changed(sample("FR", 10, "US"), [](Json& notice) { notice["identity"]["family_name"] = "LEFÈVRE-ØSTERGAARD"; });
    REQUIRE(hub.submit("FR", payload).status == 201);
    struct Row {
      std::string text;
      std::size_t found;
    };
    Row const rows[] = {{"LEF%C3%88VRE", 1}, {"lefe%CC%80vre", 1}, {"lefevre", 1},  {"ostergaard", 1},
                        {"%C3%B8ster", 1},   {"lefevr%C3%A9", 1},  {"lefebvre", 0}, {"lefevre%20dupont", 0}};
    for (Row const& row : rows) {
      CAPTURE(row.text);
      CHECK(hub.get("DE", "/v1/notices?text=" + row.text).body["items"].size() == row.found);
      CHECK(hub.get("US", "/v1/notices?text=" + row.text).body["items"].empty());
    }
    CHECK(hub.get("DE", "/v1/notices?text=%CC%80").code == "parameter-invalid");
  }

  TEST_CASE("everything is there after a restart") {
    TestHub hub;
    Reply const before = hub.submit("FR", sample("FR", 10));
    REQUIRE(before.status == 201);
    Json const item = hub.get("DE", "/v1/inbox").body["items"][0];
    REQUIRE(hub.say("DE", "acknowledged", item).status == 201);
    hub.restart();
    CHECK(hub.get("DE", "/v1/inbox").body["items"][0] == item);
    Reply const after = hub.submit("IT", sample("IT", 11));
    CHECK(after.body["position"].get<int>() > before.body["position"].get<int>());
    CHECK(hub.get("FR", "/v1/notices/" + before.body["id"].get<std::string>() + "/status")
              .body["counts"]["acknowledged"] == 1);
  }

  TEST_CASE("a long poll is answered by the notice it waits for") {
    TestHub hub;
    auto reader = hub.client("DE");
    Json page;
    std::thread waiting([&] {
      auto const response = reader->get("/v1/inbox?wait=20");
      if (response) page = *json::read(response->body, {});
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    waiting.join();
    REQUIRE(page["items"].size() == 1);
  }

  TEST_CASE("an event stream brings what is there and what comes, and goes on from its cursor") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    std::vector<std::string> ids;
    auto const read = [&](std::string const& last, std::size_t count) {
      auto const ended = hub.client("DE")->stream("/v1/inbox", last, [&](client::Event const& event) {
        ids.push_back(event.id);
        return ids.size() < count;
      });
      CHECK(ended);
    };
    std::thread streaming([&] { read("", 2); });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    REQUIRE(hub.submit("IT", sample("IT", 11)).status == 201);
    streaming.join();
    REQUIRE(ids.size() == 2);
    REQUIRE(hub.submit("ES", sample("ES", 12)).status == 201);
    read(ids[1], 3);
    REQUIRE(ids.size() == 3);
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 3);
  }

  TEST_CASE("a batch answers each document by itself and in order") {
    TestHub hub;
    std::string const good = hub.sign("FR", envelope::DocumentType::notice, sample("FR", 10));
    std::string const other = hub.sign("FR", envelope::DocumentType::notice, sample("FR", 11));
    Reply const reply = hub.post("FR", "/v1/notices", "application/vnd.huecry.batch+jsonl",
                                 good + "\n{}\n" + good + "\n" + other + "\n");
    REQUIRE(reply.status == 200);
    Json const& results = reply.body["results"];
    REQUIRE(results.size() == 4);
    CHECK(results[0]["duplicate"] == false);
    CHECK(results[1]["code"] == "jws-container");
    CHECK(results[2]["duplicate"] == true);
    CHECK(results[2]["position"] == results[0]["position"]);
    CHECK(results[3]["duplicate"] == false);
  }
}
