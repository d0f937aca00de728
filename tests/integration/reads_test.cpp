// Who reads content of a notice stands in the ledger before the answer is out; its source reads the ledger.
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
                        {"the review desk", "XP/GS", "/v1/review/{}", "request"},
                        {"the secretariat's list", "XP/GS", "/v1/notices", "list"},
                        {"the chain", "XP/GS", "/v1/notices/{}/chain", "chain"},
                        {"its own source", "FR", "/v1/notices/{}", ""},
                        {"its own source's list", "FR", "/v1/notices", ""},
                        {"a coordinator, who sees no content", "XP/RC-EUROPE", "/v1/notices", ""},
                        {"who was sent it", "FR", "/v1/notices/{}/status", ""},
                        {"an inbox, whose reader says so himself", "DE", "/v1/inbox", ""},
                        {"no remarks", "DE", "/v1/notices/{}/remarks", ""}};
    Reads hub;
    std::string const id = hub.published(sample("FR", 10));
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
                        {"a line break", "case=1%0A2", 400},
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
  }
}
