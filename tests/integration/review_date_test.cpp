// What the hub does by itself when a time has come: the clock of a whole hub is turned by days.
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "tests/integration/desk.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using json::Json;

namespace {

constexpr auto k_a_while = 600ms;  // three looks of the hub at what is due

struct Times : Desk {
  /// Of a notice whose need must be confirmed in so many days.
  [[nodiscard]] std::string payload(int review_in_days) {
    return changed(sample("FR", 10), [&](Json& notice) { notice["review_on"] = day_in(review_in_days); });
  }
  /// To so long after the beginning of that day from today.
  void turn_to(int days, std::chrono::milliseconds after) {
    auto const now = clock().now();
    clock().advance(std::chrono::floor<std::chrono::days>(now) + std::chrono::days(days) + after - now);
  }
  /// What others, and the hub, decided about the source's notices.
  [[nodiscard]] std::vector<std::string> told(std::string const& source = "FR") {
    std::vector<std::string> acts;
    Json const inbox = get(source, "/v1/inbox").body;
    for (Json const& item : inbox["items"])
      if (item["kind"] == "decision") acts.push_back(item["act"]);
    return acts;
  }
  /// The last of them.
  [[nodiscard]] Json last_decision(std::string const& source = "FR") {
    Json const inbox = get(source, "/v1/inbox").body;
    Json last;
    for (Json const& item : inbox["items"])
      if (item["kind"] == "decision") last = item;
    return last;
  }
  [[nodiscard]] bool is_told(std::vector<std::string> const& acts) {
    return eventually([&] { return told() == acts; });
  }
  [[nodiscard]] std::string signer_type(Json const& item) {
    auto const typ = [&](envelope::DocumentType type) {
      return bool(envelope::parse_container(json::write(item["document"]), type, 1 << 20));
    };
    return typ(envelope::DocumentType::publication) ? "hub" : typ(envelope::DocumentType::decision) ? "party" : "?";
  }
};

}

TEST_SUITE("integration review date") {
  TEST_CASE("a source is reminded once before the review date, by the hub's own word; recipients learn nothing") {
    Times hub;
    std::string const id = hub.published(hub.payload(32));
    REQUIRE(hub.told() == Kinds{"approve"});
    hub.turn_to(2, 1h + 1s);
    REQUIRE(hub.is_told({"approve", "remind"}));
    Json const last = hub.last_decision();
    CHECK(last["id"] == id);
    CHECK(last["state"] == "published");
    CHECK(hub.signer_type(last) == "hub");
    CHECK(hub.signer_type(hub.get("FR", "/v1/inbox").body["items"].front()) == "party");
    hub.restart();
    std::this_thread::sleep_for(k_a_while);
    CHECK(hub.told() == Kinds{"approve", "remind"});
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice"});
    CHECK(hub.state(id) == "published");
  }

  TEST_CASE("a notice whose need nobody confirmed ends with its review date, and is recalled from every holder") {
    Times hub;
    std::string const id = hub.published(hub.payload(1));
    REQUIRE(hub.submit("FR", update(hub.payload(300), 2)).status == 201);  // one that waits ends with it
    hub.turn_to(2, 1h + 1s);
    REQUIRE(hub.is_told({"approve", "expire"}));
    CHECK(hub.gets("DE", {"recall"}));
    CHECK(hub.state(id) == "expired");
    CHECK(hub.queue().empty());
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.decide("renew", id, "FR").code == "state-conflict");
    CHECK(hub.get("FR", "/v1/notices/" + id + "/status").body["counts"]["recalled"] > 0);
    Json const recall = hub.get("DE", "/v1/inbox").body["items"][0];
    CHECK(hub.say("DE", "purged", recall).status == 201);
  }

  TEST_CASE("after an outage a notice ends though its last reminder is still due") {
    Times hub;
    std::string const id = hub.published(hub.payload(8));
    hub.stop();
    hub.turn_to(9, 2h);
    hub.restart();
    std::this_thread::sleep_for(k_a_while);
    hub.clock().advance(SystemClock().now() - hub.clock().now());  // for a connection: revocation lists last a week
    REQUIRE(hub.told() == Kinds{"approve", "expire"});
    CHECK(hub.state(id) == "expired");
  }

  TEST_CASE("a clock that is an hour ahead ends nothing early") {
    Times hub;
    std::string const id = hub.published(hub.payload(1));
    hub.turn_to(2, 59min);
    std::this_thread::sleep_for(k_a_while);
    CHECK(hub.state(id) == "published");
    CHECK(hub.told() == Kinds{"approve"});
  }

  TEST_CASE("a need that is confirmed in time stands until the new day, and holders are told so by the source itself") {
    Times hub;
    std::string const id = hub.published(hub.payload(1));
    REQUIRE(hub.decide("renew", id, "FR").status == 201);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice", "renew"});
    Json const told = hub.get("DE", "/v1/inbox").body["items"][1];
    CHECK(told["id"] == id);
    CHECK(hub.signer_type(told) == "party");
    hub.turn_to(2, 2h);
    std::this_thread::sleep_for(k_a_while);
    CHECK(hub.state(id) == "published");
    CHECK(hub.get("FR", "/v1/review/" + id).body["review_on"].is_string());
  }

  TEST_CASE("what no renewal may be: another's, of a day that was, of one too far, of a notice that never was") {
    Times hub;
    std::string const id = hub.published(hub.payload(100));
    struct Row {
      char const* name;
      char const* party;
      int days;
      char const* code;
    };
    Row const rows[] = {{"by the secretariat", "XP/GS", 100, "role-required"},
                        {"by a recipient", "DE", 100, "not-found"},
                        {"until today", "FR", 0, "state-conflict"},
                        {"no later than it stands anyway", "FR", 100, "state-conflict"},
                        {"more than five years", "FR", 5 * 366 + 2, "state-conflict"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json document = hub.decision("renew", id, row.party[0] == 'D' ? "FR" : std::string(row.party).substr(0, 2));
      document["iss"] = std::string(row.party).substr(0, 2);
      document["id"] = document["iss"].get<std::string>() + "-R-" + std::to_string(row.days);
      document["review_on"] = hub.day_in(row.days);
      CHECK(hub.send(row.party, document).code == row.code);
    }
    std::string const waiting = hub.requested(changed(sample("FR", 11), [](Json&) {}));
    CHECK(hub.decide("renew", waiting, "FR").code == "state-conflict");
    REQUIRE(hub.decide("take", waiting).status == 201);
    Json late = hub.decision("return", waiting);
    late["answer_until"] = documents::moment_text(to_seconds(hub.clock().now()) + limits::answer_time_max + 10s);
    CHECK(hub.send("XP/GS", late).code == "state-conflict");
    late["id"] = "XP-D-at-most";
    late["answer_until"] = documents::moment_text(to_seconds(hub.clock().now()) + limits::answer_time_max - 10s);
    CHECK(hub.send("XP/GS", late).status == 201);
  }

  TEST_CASE("renewals stand in nobody's way: who must stop the notice names the step that it knows") {
    Times hub;
    std::string const id = hub.published(hub.payload(100));
    Json const cancel = hub.decision("cancel", id);
    REQUIRE(hub.decide("renew", id, "FR").status == 201);
    CHECK(hub.send("XP/CCF", cancel).status == 201);
    CHECK(hub.state(id) == "cancelled");
  }

  TEST_CASE("a suspended notice is renewed, too: its suspension must not be its end") {
    Times hub;
    std::string const id = hub.published(hub.payload(1));
    REQUIRE(hub.decide("suspend", id).status == 201);
    REQUIRE(hub.decide("renew", id, "FR").status == 201);
    hub.turn_to(2, 2h);
    std::this_thread::sleep_for(k_a_while);
    CHECK(hub.state(id) == "suspended");
  }

  TEST_CASE("a renewal outlives an update that was asked for before it, and is told to who gets the notice later") {
    Times hub;
    std::string const id = hub.published(hub.payload(100));
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    REQUIRE(hub.gets("BR", {"recall"}));
    REQUIRE(hub.submit("FR", update(hub.payload(200), 2)).status == 201);
    REQUIRE(hub.decide("renew", id, "FR").status == 201);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("approve", id).status == 201);
    CHECK(hub.get("FR", "/v1/review/" + id).body["review_on"] == hub.day_in(400));
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({permit_all()})));
    REQUIRE(eventually([&] { return inbox_kinds(hub, "BR").back() == "update"; }));
    Json const inbox = hub.get("BR", "/v1/inbox").body;
    CHECK(inbox["items"].back()["review_on"] == hub.day_in(400));
  }

  TEST_CASE("a renewal is not shown to who lost the notice, nor once a later one has taken its place") {
    Times hub;
    std::string const id = hub.published(hub.payload(100));
    REQUIRE(hub.decide("renew", id, "FR").status == 201);
    Json again = hub.decision("renew", id, "FR");
    again["review_on"] = hub.day_in(500);
    REQUIRE(hub.send("FR", again).status == 201);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice", "renew"});
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("DE")})));
    CHECK(hub.gets("DE", {"recall"}));
  }

  TEST_CASE(
      "a request that was returned lapses when no answer comes in time; an update so, without harm to its notice") {
    Times hub;
    std::string const payload = hub.payload(300);
    std::string const id = hub.published(payload);
    std::string const other = hub.requested(sample("FR", 11));
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    for (std::string const& each : {id, other}) {
      REQUIRE(hub.decide("take", each).status == 201);
      REQUIRE(hub.decide("return", each).status == 201);  // an answer is awaited for 48 hours
    }
    CHECK(hub.told() == Kinds{"approve", "return", "return"});
    hub.clock().advance(48h + 30min);
    std::this_thread::sleep_for(k_a_while);
    CHECK(hub.state(other) == "returned");
    hub.clock().advance(31min);
    REQUIRE(eventually([&] { return hub.told().size() == 5; }));
    CHECK(hub.told().back() == "lapse");
    CHECK(hub.state(other) == "abandoned");
    CHECK(hub.state(id) == "published");
    CHECK_FALSE(hub.get("FR", "/v1/review/" + id).body.contains("request"));
    CHECK(hub.submit("FR", update(payload, 3)).status == 201);
  }

  TEST_CASE("an answer in time keeps a request") {
    Times hub;
    std::string const payload = hub.payload(300), id = hub.requested(payload);
    REQUIRE(hub.decide("take", id).status == 201);
    REQUIRE(hub.decide("return", id).status == 201);
    REQUIRE(hub.submit("FR", update(payload, 2)).status == 201);
    hub.clock().advance(50h);
    std::this_thread::sleep_for(k_a_while);
    CHECK(hub.state(id) == "requested");
    CHECK(hub.queue() == Kinds{id});
  }

  TEST_CASE("a notice whose review date is not to come does not enter, and is not approved once it has passed") {
    Times hub;
    CHECK(hub.submit("FR", hub.payload(0)).code == "payload-rule");
    std::string const id = hub.requested(hub.payload(1));
    hub.turn_to(2, 1s);
    REQUIRE(hub.decide("take", id).status == 201);
    CHECK(hub.decide("approve", id).code == "state-conflict");
  }
}
