// Who reads content of a notice stands in the ledger before the answer is out; its source reads the ledger.
#include "protocol/base/limits.hpp"
#include "tests/integration/desk.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

struct Reads : Desk {
  /// As its source finds them, the newest first.
  [[nodiscard]] Json ledger(std::string const& id, std::string const& party = "FR") {
    Reply const reply = get(party, "/v1/notices/" + id + "/readers");
    REQUIRE(reply.status == 200);
    return reply.body["items"];
  }
  Reply report_hit(std::string const& name, std::string const& id) {
    Json const document = {{"v", 1},       {"id", name}, {"iss", "DE"},           {"act", "report"},
                           {"notice", id}, {"ver", 1},   {"clock", "EU_STANDARD"}};
    return post("DE", "/v1/hits", "application/vnd.huecry.hit+jws",
                sign("DE", envelope::DocumentType::hit, json::write(document)));
  }
  [[nodiscard]] std::size_t by(std::string const& id, std::string const& country) {
    Json const items = ledger(id);
    return static_cast<std::size_t>(
        std::ranges::count_if(items, [&](Json const& item) { return item["country"] == country; }));
  }
};

}

TEST_SUITE("integration reads") {
  TEST_CASE("a read is written down with user, purpose, case, version and policy, before it is answered") {
    Reads hub;
    std::string const id = hub.published(sample("FR", 10));
    REQUIRE(hub.get("DE", "/v1/notices/" + id + "?user=k.weber&purpose=WANTED&case=12%20Js%204%2F26").status == 200);
    Json const read = hub.ledger(id)[0];
    CHECK(read["country"] == "DE");
    CHECK(read["party"] == "NCB");
    CHECK(read["user"] == "k.weber");
    CHECK(read["purpose"] == "WANTED");
    CHECK(read["case"] == "12 Js 4/26");
    CHECK(read["shown"] == "document");
    CHECK(read["ver"] == 1);
    CHECK(read["policy"].get<std::string>().size() == 43);
    hub.restart();
    CHECK(hub.ledger(id)[0] == read);
    CHECK(hub.ledger(id, "XP/GS").size() == hub.ledger(id).size());
  }

  TEST_CASE("every answer that shows content has its row for each notice that it shows, and no other has one") {
    struct Row {
      std::string name, party, target;  // of the notice: {}
      std::string shown;                // of one more row; empty: none is added
    };
    Row const rows[] = {{"the document", "DE", "/v1/notices/{}", "document"},
                        {"an old version", "DE", "/v1/notices/{}?ver=1", "document"},
                        {"a list", "DE", "/v1/notices", "list"},
                        {"remarks", "DE", "/v1/notices/{}/remarks", "remarks"},
                        {"a hit, for the secretariat", "XP/GS", "/v1/hits/DE-H-1", "hit"},
                        {"the review desk", "XP/GS", "/v1/review/{}", "request"},
                        {"what waits", "XP/GS", "/v1/review", "list"},
                        {"the secretariat's list", "XP/GS", "/v1/notices", "list"},
                        {"the chain", "XP/GS", "/v1/notices/{}/chain", "chain"},
                        {"what policy was asked", "XP/GS", "/v1/notices/{}/decision", "decision"},
                        {"its own source", "FR", "/v1/notices/{}", ""},
                        {"its own source's list", "FR", "/v1/notices", ""},
                        {"its own source's decision", "FR", "/v1/notices/{}/decision", ""},
                        {"a hit, for its reporter", "DE", "/v1/hits/DE-H-1", ""},
                        {"a hit, for the source", "FR", "/v1/hits/DE-H-1", ""},
                        {"a coordinator, who sees no content", "XP/RC-EUROPE", "/v1/notices", ""},
                        {"who was sent it", "FR", "/v1/notices/{}/status", ""},
                        {"an inbox, whose reader says so himself", "DE", "/v1/inbox", ""}};
    Reads hub;
    std::string const payload = sample("FR", 10);
    std::string const id = hub.published(payload);
    REQUIRE(hub.decide("remark", id).status == 201);
    REQUIRE(hub.report_hit("DE-H-1", id).status == 201);
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("approve", id).status == 201);
    REQUIRE(eventually([&] { return inbox_kinds(hub, "DE").back() == "update"; }));
    REQUIRE(hub.submit("FR", update(payload, 3)).status == 201);
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string target = row.target;
      if (auto const at = target.find("{}"); at != std::string::npos) target.replace(at, 2, id);
      std::size_t const before = hub.ledger(id).size();
      REQUIRE(hub.get(row.party, target).status == 200);
      Json const after = hub.ledger(id);
      REQUIRE(after.size() == before + (row.shown.empty() ? 0 : 1));
      if (!row.shown.empty()) CHECK(after[0]["shown"] == row.shown);
    }
  }

  TEST_CASE("who may not read a notice leaves no row, nor reads its ledger") {
    Reads hub;
    std::string const id = hub.published(sample("FR", 10));
    std::size_t const before = hub.ledger(id).size();
    CHECK(hub.get("DE", "/v1/notices/" + id + "/readers").status == 404);
    CHECK(hub.get("DE", "/v1/notices/FR-nothing/readers").status == 404);
    CHECK(hub.get("XP/RC-EUROPE", "/v1/notices/" + id + "/readers").code == "role-required");
    CHECK(hub.get("DE", "/v1/notices/" + id + "?ver=9").status == 404);
    CHECK(hub.ledger(id).size() == before);
    REQUIRE(hub.decide("suspend", id).status == 201);
    std::size_t const desk = hub.ledger(id).size();
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.ledger(id).size() == desk);
  }

  TEST_CASE("what a reader says of itself is one line, and a purpose that is one") {
    struct Row {
      std::string name, query;
      int status;
    };
    Row const rows[] = {{"64 bytes", "user=" + std::string(64, 'u'), 200},
                        {"65 bytes", "user=" + std::string(65, 'u'), 400},
                        {"nothing", "user=", 400},
                        {"a case of 64 bytes", "case=" + std::string(64, '1'), 200},
                        {"a case of 65 bytes", "case=" + std::string(65, '1'), 400},
                        {"letters of any language", "user=%C3%A9lodie%20%E5%B1%B1", 200},
                        {"a line break", "case=1%0A2", 400},
                        {"a control character of the second block", "user=%C2%9B2J", 400},
                        {"a turn of direction", "user=a%E2%80%AEb", 400},
                        {"an isolate of direction", "user=a%E2%81%A6b", 400},
                        {"a purpose", "purpose=WANTED", 200},
                        {"no purpose", "purpose=CURIOSITY", 400}};
    Reads hub;
    std::string const id = hub.published(sample("FR", 10));
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::size_t const before = hub.by(id, "DE");
      CHECK(hub.get("DE", "/v1/notices/" + id + "?" + row.query).status == row.status);
      CHECK(hub.by(id, "DE") == before + (row.status == 200 ? 1 : 0));
    }
  }

  TEST_CASE("a purpose that is stated may close a notice, and opens none") {
    struct Row {
      std::string name;
      Json purposes;  // that France's policy permits; null: any
      std::string query;
      int status;
    };
    Row const rows[] = {{"any, none stated", {}, "", 200},
                        {"any, one stated", {}, "?purpose=BORDER", 200},
                        {"its own, none stated", {"WANTED"}, "", 200},
                        {"its own, the same stated", {"WANTED"}, "?purpose=WANTED", 200},
                        {"its own, another stated", {"WANTED"}, "?purpose=BORDER", 404},
                        {"another, none stated", {"WARN"}, "", 404},
                        {"another, that one stated", {"WARN"}, "?purpose=WARN", 404}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Reads hub;
      std::string const id = hub.published(sample("FR", 10));
      Json rule = permit_all();
      if (!row.purposes.is_null()) rule["when"]["purposes"] = row.purposes;
      in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({rule})));
      auto const status = [&] { return hub.get("DE", "/v1/notices/" + id + row.query).status; };
      CHECK(eventually([&] { return status() == row.status; }));
    }
  }

  TEST_CASE("what is shown of notices weighs as requests do: a page of a list is as many") {
    TestHub hub([](ops::Config& config) {
      config.requests_per_second = 1;
      config.requests_burst = 70;
    });
    for (std::uint64_t i = 0; i < 30; ++i) REQUIRE(hub.submit("FR", sample("FR", 10 + i)).status == 201);
    CHECK(hub.get("DE", "/v1/notices?limit=30").status == 200);  // 31 of 70
    CHECK(hub.get("DE", "/v1/notices?limit=30").status == 200);  // 62
    CHECK(hub.get("DE", "/v1/notices?limit=30").code == "rate-limited");
    CHECK(hub.get("DE", "/v1/whoami").status == 200);  // nothing was taken for it
  }

  TEST_CASE("the ledger comes in pages, the newest first, without gap or repeat") {
    Reads hub;
    std::string const id = hub.published(sample("FR", 10));
    for (int i = 0; i < 5; ++i) REQUIRE(hub.get("DE", "/v1/notices/" + id).status == 200);
    std::vector<std::uint64_t> positions;
    std::string cursor;
    do {
      Json const page = hub.get("FR", "/v1/notices/" + id + "/readers?limit=2" + cursor).body;
      for (Json const& item : page["items"]) positions.push_back(item["position"]);
      cursor = page["next"].is_null() ? "" : "&cursor=" + page["next"].dump();
    } while (!cursor.empty());
    CHECK(positions.size() == hub.ledger(id).size());
    CHECK(std::ranges::adjacent_find(positions, std::less_equal<>()) == positions.end());
    std::string const address = "/v1/notices/" + id + "/readers?limit=";
    CHECK(hub.get("FR", address + std::to_string(limits::readers_page_items_max)).status == 200);
    CHECK(hub.get("FR", address + std::to_string(limits::readers_page_items_max + 1)).code == "parameter-invalid");
    CHECK(hub.get("FR", address + "0").code == "parameter-invalid");
  }
}
