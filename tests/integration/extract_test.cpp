// What of a notice the public may see, in a whole hub: asked for by its source, published by a reviewer, gone at once
// when the notice is no longer in force as it was.
#include "protocol/base/limits.hpp"
#include "tests/integration/chains.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

struct Window : Desk {
  using Desk::Desk;
  /// As the one who asks sees it; empty: none.
  [[nodiscard]] std::string extract(std::string const& id, std::string const& party = "FR") {
    Json const page = get(party, "/v1/notices?origin=FR").body;
    for (Json const& item : page["items"])
      if (item["id"] == id) return item.value("extract", "");
    return "not seen";
  }
  [[nodiscard]] Kinds listed(std::string const& party, std::string const& state) {
    Kinds ids;
    Json const page = get(party, "/v1/notices?extract=" + state).body;
    for (Json const& item : page["items"]) ids.push_back(item["id"]);
    return ids;
  }
  [[nodiscard]] Json chain(std::string const& id) { return get("FR", "/v1/notices/" + id + "/chain").body["items"]; }
  [[nodiscard]] bool chain_holds(std::string const& id) {
    auto const whole = verify_chain(*this, chain(id), id);
    if (!whole) MESSAGE(whole.error().detail);
    return static_cast<bool>(whole);
  }
  void make_public(std::string const& id) {
    Reply const asked = decide("ask_extract", id, "FR");
    REQUIRE_MESSAGE(asked.status == 201, asked.text);
    Reply const published = decide("publish_extract", id);
    REQUIRE_MESSAGE(published.status == 201, published.text);
  }
};

std::string with(std::string const& payload, char const* member, char const* value) {
  return changed(payload, [&](Json& notice) { notice[member] = value; });
}

}

TEST_SUITE("integration extract") {
  TEST_CASE("its source asks for it, a reviewer publishes it, either removes it; all may know that it is public") {
    Window hub;
    std::string const id = hub.published(sample("FR", 10));
    CHECK(hub.extract(id) == "");
    CHECK(hub.decide("publish_extract", id).code == "state-conflict");  // nobody has asked
    CHECK(hub.decide("ask_extract", id).code == "role-required");       // it is the source's consent
    Json of_another = hub.decision("ask_extract", id, "FR");
    of_another["iss"] = "DE";
    of_another["id"] = "DE-D-1";
    CHECK(hub.send("DE", of_another).status == 404);
    REQUIRE(hub.decide("ask_extract", id, "FR").status == 201);
    CHECK(hub.decide("ask_extract", id, "FR").code == "state-conflict");
    CHECK(hub.decide("publish_extract", id, "FR").code == "role-required");
    CHECK(hub.extract(id) == "asked");
    CHECK(hub.extract(id, "DE") == "");
    CHECK(hub.listed("XP/GS", "asked") == Kinds{id});
    CHECK(hub.listed("DE", "asked").empty());
    CHECK(hub.listed("DE", "none") == Kinds{id});
    Reply const published = hub.decide("publish_extract", id, "XP/LEGAL");
    REQUIRE_MESSAGE(published.status == 201, published.text);
    CHECK(hub.extract(id, "DE") == "published");
    CHECK(hub.listed("DE", "published") == Kinds{id});
    CHECK(hub.listed("XP/RC-EUROPE", "published") == Kinds{id});
    CHECK(hub.get("FR", "/v1/review/" + id).body["extract"] == "published");
    CHECK(inbox_kinds(hub, "FR") == Kinds{"decision", "decision"});  // approved; public
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice"});
    SUBCASE("by its source") { REQUIRE(hub.decide("remove_extract", id, "FR").status == 201); }
    SUBCASE("by a reviewer") { REQUIRE(hub.decide("remove_extract", id).status == 201); }
    SUBCASE("by the commission") { REQUIRE(hub.decide("remove_extract", id, "XP/CCF").status == 201); }
    CHECK(hub.extract(id) == "removed");
    CHECK(hub.extract(id, "DE") == "");
    CHECK(hub.decide("publish_extract", id).code == "state-conflict");  // it must be asked for anew
    CHECK(hub.state(id) == "published");
    hub.make_public(id);
    hub.restart();
    CHECK(hub.extract(id, "DE") == "published");
    CHECK(hub.chain_holds(id));
  }

  TEST_CASE("it is gone with the notice, and does not come back by itself") {
    Window hub;
    std::string const payload = sample("FR", 10), id = hub.published(payload);
    hub.make_public(id);
    SUBCASE("that is held back") {
      REQUIRE(hub.decide("suspend", id).status == 201);
      CHECK(hub.extract(id) == "removed");
      REQUIRE(hub.decide("resume", id).status == 201);
    }
    SUBCASE("that is cancelled") { REQUIRE(hub.decide("cancel", id).status == 201); }
    SUBCASE("that is withdrawn") { REQUIRE(hub.submit("FR", withdrawal("FR", 10, 2)).status == 201); }
    SUBCASE("that must not be passed on from now") {
      REQUIRE(hub.submit("FR", with(update(payload, 2), "handling", "H2")).status == 201);
      CHECK(hub.extract(id) == "published");  // as long as the update waits
      REQUIRE(hub.decide("take", id).status == 201);
      REQUIRE(hub.decide("approve", id).status == 201);
      CHECK(hub.decide("ask_extract", id, "FR").code == "state-conflict");
    }
    CHECK(hub.extract(id) == "removed");
    CHECK(hub.listed("DE", "published").empty());
    CHECK(hub.chain_holds(id));
  }

  TEST_CASE("an update that changes nothing of that leaves it public") {
    Window hub;
    std::string const payload = sample("FR", 10), id = hub.published(payload);
    hub.make_public(id);
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("approve", id).status == 201);
    CHECK(hub.extract(id) == "published");
    CHECK(hub.chain_holds(id));
  }

  TEST_CASE("not every notice may have one") {
    struct Row {
      char const* name;
      std::string payload;
    };
    Row const rows[] = {{"a colour that has none", coloured("FR", 10, documents::Colour::blue)},
                        {"one that must not be passed on", with(sample("FR", 10), "handling", "H2")},
                        {"one with limits in words",
                         with(with(sample("FR", 10), "handling", "H3"), "conditions_of_use", "for the court alone")}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Window hub;
      std::string const id = hub.published(row.payload);
      CHECK(hub.decide("ask_extract", id, "FR").code == "state-conflict");
      CHECK(hub.extract(id) == "");
    }
  }

  TEST_CASE("nothing of a request, and nothing of a diffusion") {
    Window hub;
    std::string const asked = hub.requested(sample("FR", 10));
    CHECK(hub.decide("ask_extract", asked, "FR").code == "state-conflict");
    Reply const sent =
        hub.post("FR", "/v1/diffusions", "application/vnd.huecry.diffusion+jws",
                 hub.sign("FR", envelope::DocumentType::diffusion, coloured("FR", 11, documents::Colour::red)));
    REQUIRE(sent.status == 201);
    CHECK(hub.decide("ask_extract", sent.body["id"], "FR").code == "state-conflict");
  }

  TEST_CASE("one of a UN sanctions notice is always public, for as long as the notice is in force") {
    Window hub;
    std::string const id = hub.published(with(coloured("FR", 10, documents::Colour::unsc), "handling", "H0"));
    CHECK(hub.extract(id, "DE") == "published");
    CHECK(hub.decide("remove_extract", id, "FR").code == "state-conflict");
    REQUIRE(hub.decide("suspend", id).status == 201);
    CHECK(hub.extract(id) == "removed");
    REQUIRE(hub.decide("resume", id).status == 201);
    CHECK(hub.extract(id, "DE") == "published");
    CHECK(hub.chain_holds(id));
  }

  TEST_CASE("what a lying hub might show of it is refused") {
    Window hub;
    std::string const id = hub.published(sample("FR", 10));
    hub.make_public(id);
    REQUIRE(hub.decide("remove_extract", id, "FR").status == 201);
    hub.make_public(id);
    Json const items = hub.chain(id);
    REQUIRE(items.size() == 8);  // submit, take, approve, ask, publish, remove, ask, publish
    REQUIRE(verify_chain(hub, items, id));
    struct Row {
      std::string name;
      std::function<void(Json&)> lie;
    };
    auto const put = [](Json& list, std::size_t to, Json const& item) {
      list.insert(list.begin() + static_cast<std::ptrdiff_t>(to), item);
      for (std::size_t i = to; i < list.size(); ++i) list[i]["position"] = list[i]["position"].get<int>() + 1;
    };
    Row const rows[] = {
        {"public without being asked for", [](Json& list) { list.erase(3); }},
        {"never removed", [](Json& list) { list.erase(5); }},
        {"removed, and public again by the old words",
         [&](Json& list) {
           list.erase(7);
           list.erase(6);
           put(list, 6, items[3]);
           put(list, 7, items[4]);
         }},
        {"not asked for again", [](Json& list) { list.erase(6); }},
        {"while the notice is said to be held back", [](Json& list) { list[4]["state"] = "suspended"; }}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json list = items;
      row.lie(list);
      CHECK_FALSE(verify_chain(hub, list, id));
    }
  }

  TEST_CASE("when it has become public for another reason, it must be asked for") {
    Window hub;
    std::string const payload = with(coloured("FR", 10, documents::Colour::unsc), "handling", "H0");
    std::string const id = hub.published(payload);
    REQUIRE(hub.extract(id) == "published");
    Json red = Json::parse(sample("FR", 10));
    red["id"] = id;
    red["ver"] = 2;
    red["handling"] = "H0";
    red["file_no"] = Json::parse(payload)["file_no"];
    REQUIRE(hub.submit("FR", json::write(red)).status == 201);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("approve", id).status == 201);
    CHECK(hub.extract(id) == "removed");
    hub.make_public(id);
    CHECK(hub.extract(id, "DE") == "published");
    CHECK(hub.chain_holds(id));
  }

  TEST_CASE("a mode that closes what a source sends leaves it to be removed alone") {
    Window hub;
    std::string const id = hub.published(sample("FR", 10));
    REQUIRE(hub.decide("ask_extract", id, "FR").status == 201);
    hub.put_mode("READ_ONLY");
    CHECK(hub.decide("publish_extract", id).code == "state-conflict");
    REQUIRE(hub.decide("remove_extract", id, "FR").status == 201);
    CHECK(hub.decide("ask_extract", id, "FR").code == "state-conflict");
    hub.put_mode("NORMAL");
    hub.make_public(id);
  }

  TEST_CASE("a notice is asked for so often and no more, for each step of it stays") {
    Window hub;
    std::string const id = hub.published(sample("FR", 10));
    for (int i = 0; i < limits::extract_asks_max; ++i) {
      REQUIRE(hub.decide("ask_extract", id, "FR").status == 201);
      REQUIRE(hub.decide("remove_extract", id, "FR").status == 201);
    }
    CHECK(hub.decide("ask_extract", id, "FR").code == "state-conflict");
  }

  TEST_CASE("who may not know what is asked for gets an empty, complete list, whatever the cursor") {
    Window hub;
    std::string const id = hub.published(sample("FR", 10));
    REQUIRE(hub.decide("ask_extract", id, "FR").status == 201);
    for (char const* const party : {"DE", "XP/RC-EUROPE"})
      for (char const* const more : {"", "&origin=FR", "&cursor=AQAAAAAAAAAB"}) {
        CAPTURE(more);
        Json const page = hub.get(party, std::string("/v1/notices?extract=asked") + more).body;
        CHECK(page["items"].empty());
        CHECK(page["complete"] == true);
        CHECK(page["next"].is_null());
      }
    CHECK(hub.get("FR", "/v1/notices?extract=asked&origin=DE").body["items"].empty());
    CHECK(hub.listed("FR", "asked") == Kinds{id});
  }

  TEST_CASE("a chain holds while an update has one of two agreements, and after it has both") {
    Window hub;
    Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
    std::string const payload = sample("FR", 10), id = hub.published(payload);
    hub.make_public(id);
    baseline["four_eyes"] = {"RED"};
    in_force(hub, "XP/GS", baseline);
    REQUIRE(hub.submit("FR", with(update(payload, 2), "handling", "H2")).status == 201);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("approve", id).status == 201);
    CHECK(hub.chain_holds(id));
    CHECK(hub.extract(id) == "published");
    REQUIRE(hub.decide("remark", id).status == 201);  // names the version in force, not the one that waits
    CHECK(hub.chain_holds(id));
    REQUIRE(hub.decide("remove_extract", id).status == 201);
    CHECK(hub.chain_holds(id));
    REQUIRE(hub.decide("approve", id, "XP/LEGAL").status == 201);
    REQUIRE(hub.decide("hold", id).status == 201);
    CHECK(hub.chain_holds(id));
  }

  TEST_CASE("without a review desk an update ends it: nobody has looked at what would be public") {
    Window hub(true);
    REQUIRE(hub.submit("FR", with(coloured("FR", 10, documents::Colour::unsc), "handling", "H0")).status == 201);
    CHECK(hub.listed("DE", "published").size() == 1);
    std::string const payload = with(coloured("FR", 11, documents::Colour::red), "handling", "H0");
    std::string const id = hub.submit("FR", payload).body["id"];
    hub.make_public(id);
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    CHECK(hub.extract(id) == "removed");
    hub.make_public(id);
    CHECK(hub.extract(id) == "published");
    CHECK(hub.chain_holds(id));
  }

  TEST_CASE("steps of it do not get in the way of those who stop the notice") {
    Window hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const cancel = hub.decision("cancel", id);
    hub.make_public(id);
    REQUIRE(hub.decide("remove_extract", id, "FR").status == 201);
    CHECK(hub.send("XP/GS", cancel).status == 201);
  }
}
