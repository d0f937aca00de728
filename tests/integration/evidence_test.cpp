// How far a notice has come in each country, in a whole hub: what recipients say of it, and what the hub says of those
// who say nothing. The clock of the hub is turned by hours.
#include "protocol/base/limits.hpp"
#include "tests/integration/chains.hpp"
#include "tests/integration/desk.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using json::Json;

namespace {

struct Evidence : Desk {
  /// As a party says it of what stands in an item of its inbox.
  Reply say_more(std::string const& party, Json const& item, Json more) {
    more["v"] = 1;
    more["id"] = party.substr(0, 2) + "-E-" + std::to_string(++count_);
    more["iss"] = party.substr(0, 2);
    more["at"] = 1793613600;
    more["items"] = Json::array({{{"id", item["id"]}, {"ver", item["ver"]}, {"obj", item["object"]}}});
    return post(party, "/v1/evidence", "application/vnd.huecry.evidence+jws",
                sign(party, envelope::DocumentType::evidence, json::write(more), "notices"));
  }
  [[nodiscard]] Json row(std::string const& id, std::string const& country) {
    Json const status = get("FR", "/v1/notices/" + id + "/status").body;
    for (Json const& each : status["recipients"])
      if (each["country"] == country) return each;
    return {};
  }
  [[nodiscard]] std::vector<std::string> told(std::string const& party, std::string const& kind = "evidence") {
    std::vector<std::string> acts;
    Json const inbox = get(party, "/v1/inbox").body;
    for (Json const& item : inbox["items"])
      if (item["kind"] == kind) acts.push_back(item.value("act", ""));
    return acts;
  }
  [[nodiscard]] Json last(std::string const& party) { return get(party, "/v1/inbox").body["items"].back(); }

 private:
  int count_ = 0;
};

std::vector<std::string> silent_in(Json const& item) {
  auto const document =
      envelope::parse_container(json::write(item["document"]), envelope::DocumentType::evidence, 1 << 20);
  REQUIRE(document);
  return Json::parse(document->payload())["silent"];
}

}

TEST_SUITE("integration evidence") {
  TEST_CASE("the hub says, signed, who has not retrieved, delivered, seen a notice in time; its source is told") {
    Evidence hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const notice = hub.get("DE", "/v1/inbox").body["items"][0];
    std::size_t const recipients = hub.get("FR", "/v1/notices/" + id + "/status").body["recipients"].size();
    REQUIRE(recipients > 1);
    REQUIRE(hub.say("DE", "retrieved", notice).status == 201);
    CHECK(hub.told("FR").empty());

    hub.clock().advance(limits::retrieve_within + limits::duty_delay + 1s);
    REQUIRE(eventually([&] { return hub.told("FR") == Kinds{"not_retrieved"}; }));
    CHECK(hub.row(id, "DE")["stage"] == "retrieved");
    CHECK_FALSE(hub.row(id, "DE").contains("not_retrieved"));
    auto const silent = silent_in(hub.last("FR"));
    CHECK(silent.size() == recipients - 1);
    CHECK(std::ranges::find(silent, "DE") == silent.end());
    CHECK(hub.row(id, silent.front()).contains("not_retrieved"));
    CHECK(hub.told("DE").empty());

    hub.clock().advance(limits::deliver_within - limits::retrieve_within);
    REQUIRE(eventually([&] { return hub.told("FR") == Kinds{"not_retrieved", "not_delivered"}; }));
    CHECK(silent_in(hub.last("FR")).size() == recipients);

    hub.restart();
    REQUIRE(hub.say(silent.front(), "acknowledged", hub.get(silent.front(), "/v1/inbox").body["items"][0]).status ==
            201);
    CHECK(hub.row(id, silent.front())["stage"] == "acknowledged");
    CHECK(hub.row(id, silent.front()).contains("not_retrieved"));
    hub.clock().advance(limits::acknowledge_within - limits::deliver_within);
    REQUIRE(eventually([&] { return hub.told("FR").size() == 3; }));
    CHECK(hub.told("FR").back() == "not_acknowledged");
    CHECK(silent_in(hub.last("FR")).size() == recipients - 1);
  }

  TEST_CASE("a delivery that everybody has seen in time leaves nothing to say") {
    Evidence hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const status = hub.get("FR", "/v1/notices/" + id + "/status").body;
    for (Json const& each : status["recipients"]) {
      std::string const country = each["country"];
      REQUIRE(hub.say(country, "acknowledged", hub.get(country, "/v1/inbox").body["items"][0]).status == 201);
    }
    std::string const other = hub.requested(sample("FR", 11));
    REQUIRE(hub.decide("take", other).status == 201);
    REQUIRE(hub.decide("approve", other).status == 201);
    REQUIRE(hub.gets("DE", {"notice", "notice"}));
    hub.clock().advance(72h);
    REQUIRE(eventually([&] { return hub.told("FR").size() == 3; }));  // of the other, which nobody has seen
    Json const inbox = hub.get("FR", "/v1/inbox").body;
    for (Json const& item : inbox["items"]) CHECK((item["kind"] != "evidence" || item["id"] == other));
  }

  TEST_CASE("who is late with a purge is reminded, and told nothing of the others; a purge is the end of it") {
    Evidence hub;
    std::string const id = hub.published(sample("FR", 10));
    REQUIRE(hub.decide("cancel", id).status == 201);
    Json const recall = hub.get("DE", "/v1/inbox").body["items"][0];
    hub.clock().advance(limits::purge_within + limits::duty_delay + 1s);
    REQUIRE(eventually([&] { return hub.told("FR") == Kinds{"not_purged"}; }));
    REQUIRE(inbox_kinds(hub, "DE") == Kinds{"recall", "reminder"});
    Json const reminder = hub.last("DE");
    CHECK(reminder["id"] == id);
    CHECK(reminder.contains("recalled"));
    CHECK_FALSE(reminder.contains("ver"));
    CHECK_FALSE(reminder.contains("document"));
    Json const owed = hub.get("FR", "/v1/notices/" + id + "/status").body["owed"];
    CHECK(owed.size() > 1);
    CHECK(owed[0].contains("not_purged"));
    REQUIRE(hub.say("DE", "purged", recall).status == 201);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"recall"});
    CHECK(hub.get("FR", "/v1/notices/" + id + "/status").body["owed"].size() == owed.size() - 1);
  }

  TEST_CASE("a recall is disputed with a reason: its source reads it, nobody is reminded, the purge is owed still") {
    Evidence hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const notice = hub.get("DE", "/v1/inbox").body["items"][0];
    CHECK(hub.say_more("DE", notice, {{"kind", "disputed"}, {"text", "a case of our own"}}).code == "state-conflict");
    REQUIRE(hub.decide("cancel", id).status == 201);
    Json const recall = hub.get("DE", "/v1/inbox").body["items"][0];
    REQUIRE(hub.say_more("DE", recall, {{"kind", "disputed"}, {"text", "a case of our own"}}).status == 201);
    CHECK(hub.told("FR") == Kinds{"disputed"});
    CHECK(hub.row(id, "DE")["stage"] == "disputed");
    CHECK(hub.get("FR", "/v1/notices/" + id + "/status").body["counts"]["disputed"] == 1);
    hub.clock().advance(limits::purge_within + limits::duty_delay + 1s);
    REQUIRE(eventually([&] { return hub.told("FR").size() == 2; }));
    auto const silent = silent_in(hub.last("FR"));
    CHECK(std::ranges::find(silent, "DE") == silent.end());
    CHECK(inbox_kinds(hub, "DE") == Kinds{"recall"});
    CHECK_FALSE(hub.get("XP/GS", "/v1/review/" + id).body.contains("erased_from"));  // while somebody has it
    REQUIRE(hub.say("DE", "purged", recall).status == 201);
    CHECK(hub.row(id, "DE")["stage"] == "purged");
    CHECK(hub.say_more("DE", recall, {{"kind", "disputed"}, {"text", "again"}}).code == "state-conflict");
  }

  TEST_CASE("the command believes of evidence what its document says, whatever the hub says of it") {
    Evidence hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const notice = hub.get("DE", "/v1/inbox").body["items"][0];
    REQUIRE(hub.say_more("DE", notice, {{"kind", "outcome"}, {"outcome", "LOCATED"}}).status == 201);
    Json const of_bureau = hub.last("FR");
    hub.clock().advance(limits::retrieve_within + limits::duty_delay + 1s);
    REQUIRE(eventually([&] { return hub.told("FR").size() == 2; }));
    Json const of_hub = hub.last("FR");
    cli::Trust const trust = trust_of(hub);
    auto const signer = [&](Json const& item) { return trust.check(item, hub.clock().now()); };
    auto const bureau = signer(of_bureau), of_itself = signer(of_hub);
    REQUIRE((bureau && of_itself));
    CHECK(*bureau == "DE/NCB");
    CHECK(of_itself->starts_with("XP/"));
    struct Row {
      std::string name;
      Json const& item;
      std::string member;
      Json value;
    };
    Row const rows[] = {{"another notice", of_bureau, "id", "FR-other"},
                        {"another version", of_bureau, "ver", 2},
                        {"another word", of_bureau, "act", "rejected"},
                        {"another document", of_bureau, "object", std::string(43, 'A')},
                        {"silence for an outcome", of_bureau, "act", "not_retrieved"},
                        {"the hub's word as another", of_hub, "act", "not_purged"},
                        {"one's word for the other's", of_hub, "document", of_bureau["document"]},
                        {"no document", of_hub, "document", Json()}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json item = row.item;
      item[row.member] = row.value;
      CHECK_FALSE(signer(item));
    }
  }

  TEST_CASE("what came of a notice, and why it was not taken in, is for its source alone") {
    Evidence hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const notice = hub.get("DE", "/v1/inbox").body["items"][0];
    REQUIRE(hub.say_more("DE", notice, {{"kind", "rejected"}, {"reason", "UNREADABLE"}}).status == 201);
    CHECK(hub.row(id, "DE")["stage"] == "rejected");
    REQUIRE(hub.say_more("DE", notice, {{"kind", "outcome"}, {"outcome", "LOCATED"}, {"text", "in Ulm"}}).status ==
            201);
    CHECK(hub.told("FR") == Kinds{"rejected", "outcome"});
    CHECK(hub.last("FR")["document"].contains("payload"));
    CHECK(hub.row(id, "DE")["outcome"]["code"] == "LOCATED");
    CHECK(hub.row(id, "DE")["stage"] == "acknowledged");
    CHECK(hub.told("IT").empty());
    Json const seen = hub.get("XP/RC-EUROPE", "/v1/notices/" + id + "/status").body;
    CHECK(seen["recipients"][0]["country"] == "DE");
    CHECK_FALSE(seen["recipients"][0].contains("outcome"));
    CHECK_FALSE(seen["recipients"][0].contains("rejected"));
    CHECK(hub.say_more("DE", notice, {{"kind", "rejected"}, {"reason", "UNLAWFUL"}}).code == "state-conflict");
    for (std::size_t said = 1; said < limits::outcomes_max; ++said)
      REQUIRE(hub.say_more("DE", notice, {{"kind", "outcome"}, {"outcome", "LOCATED"}}).status == 201);
    CHECK(hub.say_more("DE", notice, {{"kind", "outcome"}, {"outcome", "LOCATED"}}).code == "state-conflict");
    CHECK(hub.say_more("DE", notice, {{"kind", "outcome"}, {"outcome", "NOT_PURSUED"}}).code == "payload-rule");
    CHECK(hub.say_more("DE", notice, {{"kind", "not_retrieved"}}).code == "payload-schema");
    CHECK(hub.say_more("FR", notice, {{"kind", "outcome"}, {"outcome", "LOCATED"}}).status == 404);
  }
}
