// The history of a notice against a hub that lies: what a reader verifies with nothing but the ceremony's keys.

#include "protocol/base/encoding.hpp"
#include "tests/integration/chains.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

/// A notice with a life behind it: taken, given back, approved, held back, resumed, renewed, updated, ended.
struct Story : Desk {
  std::string id = tell();
  Json items = get("FR", "/v1/notices/" + id + "/chain").body["items"];

  std::string tell() {
    std::string const payload = changed(sample("FR", 10), [this](Json& notice) { notice["review_on"] = day_in(100); });
    std::string const name = requested(payload);
    for (char const* act : {"take", "release", "take", "approve", "suspend", "resume"})
      REQUIRE(decide(act, name).status == 201);
    REQUIRE(decide("renew", name, "FR").status == 201);
    REQUIRE(submit("FR", update(payload, 2)).status == 201);
    for (char const* act : {"take", "approve"}) REQUIRE(decide(act, name).status == 201);
    REQUIRE(decide("cancel", name, "XP/CCF").status == 201);
    return name;
  }
};

}

TEST_SUITE("integration chain") {
  TEST_CASE("a whole life verifies; without any one of its steps that others name, it does not") {
    Story story;
    REQUIRE(story.items.size() == 12);
    auto const whole = verify_chain(story, story.items, story.id);
    REQUIRE_MESSAGE(whole, whole.error().detail);
    for (std::size_t i = 0; i + 1 < story.items.size(); ++i) {
      bool const is_renewal = story.items[i]["kind"] == "decision" && i == 7;  // moves a date: nobody names it
      CAPTURE(i);
      Json cut = story.items;
      cut.erase(i);
      CHECK(static_cast<bool>(verify_chain(story, cut, story.id)) == is_renewal);
    }
  }

  TEST_CASE("what a lying hub might show is refused, and the place named") {
    Story story;
    Story other;
    struct Row {
      std::string name;
      std::function<void(Json&)> lie;
      std::string at;
    };
    auto const swap = [](Json& items, std::size_t a, std::size_t b) { std::swap(items[a], items[b]); };
    Row const rows[] = {
        {"two steps in the other order", [&](Json& items) { swap(items, 5, 6); }, "names another step before"},
        {"the same with their places",
         [&](Json& items) {
           swap(items, 5, 6);
           std::swap(items[5]["position"], items[6]["position"]);
         },
         "names another step before"},
        {"a step twice",
         [](Json& items) {
           items.insert(items.begin() + 6, items[5]);
           for (std::size_t i = 6; i < items.size(); ++i) items[i]["position"] = items[i]["position"].get<int>() + 1;
         },
         "stands in it twice"},
        {"another state than the step leads to", [](Json& items) { items[4]["state"] = "cancelled"; },
         "leads from no step"},
        {"the end left unsaid", [](Json& items) { items.back()["state"] = "published"; }, "leads from no step"},
        {"another notice's step", [&](Json& items) { items[4] = other.items[4]; }, ""},
        {"a document with another digest", [](Json& items) { items[1]["object"] = items[2]["object"]; },
         "another one than"},
        {"a version that is not there", [](Json& items) { items[0]["ver"] = 2; }, "another one than"},
        {"the places in the other order", [](Json& items) { std::swap(items[0]["position"], items[1]["position"]); },
         "stands before"},
        {"a signature that does not fit",
         [](Json& items) { items[1]["document"]["signature"] = items[2]["document"]["signature"]; }, ""}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json items = story.items;
      row.lie(items);
      auto const verified = verify_chain(story, items, story.id);
      REQUIRE_FALSE(verified);
      CHECK_MESSAGE(verified.error().detail.find(row.at) != std::string::npos, verified.error().detail);
    }
    CHECK_FALSE(verify_chain(story, story.items, "FR-other"));
    Json odd = story.items;
    for (char const* name : {"waits", "erased", "diffusion"}) {
      odd[0][name] = "yes";  // of another type than it should be: an answer, not the end of the program
      CHECK_NOTHROW(static_cast<void>(verify_chain(story, odd, story.id)));
    }
  }

  TEST_CASE("the life of a diffusion verifies, too, and none passes for a notice") {
    Story story;
    auto const send = [&](std::string const& payload) {
      return story.post("FR", "/v1/diffusions", "application/vnd.huecry.diffusion+jws",
                        story.sign("FR", envelope::DocumentType::diffusion, payload));
    };
    std::string const id = send(sample("FR", 11)).body["id"];
    REQUIRE(story.decide("clear", id).status == 201);
    REQUIRE(send(withdrawal("FR", 11, 2)).status == 201);
    Json const items = story.get("FR", "/v1/notices/" + id + "/chain").body["items"];
    REQUIRE(items.size() == 3);
    auto const whole = verify_chain(story, items, id);
    REQUIRE_MESSAGE(whole, whole.error().detail);
    Json cut = items;
    cut.erase(1);
    CHECK(verify_chain(story, cut, id));  // a withdrawal does not name the step before it (docs/adr/0015)
    Json lie = items;
    lie[1]["state"] = "non_compliant";
    CHECK_FALSE(verify_chain(story, lie, id));
    lie = items;
    lie[0]["state"] = "published";
    CHECK_FALSE(verify_chain(story, lie, id));
  }
}
