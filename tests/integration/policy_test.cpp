// Policies in a whole hub: they come into force at their time, and what is live follows them.

#include "certs/federation/federation.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

using Kinds = std::vector<std::string>;

Json payload_of(Json const& item, envelope::DocumentType type) {
  auto const document = envelope::parse_container(json::write(item["document"]), type, 1 << 20);
  REQUIRE(document);
  CHECK(item["object"] == to_base64url(document->digest()));
  json::ReadOptions options;
  options.fractions = true;
  auto const payload = json::read(document->payload(), options);
  REQUIRE(payload);
  return *payload;
}

/// A permit that keeps photos back from one country, and one for all others.
Json no_images_to(std::string const& country) {
  Json const only = {{"countries", Json::array({country})}};
  return Json::array({{{"id", "most"}, {"effect", "permit"}, {"to", {{"except", only}}}},
                      {{"id", "some"}, {"effect", "permit"}, {"to", only}, {"redact", Json::array({"images"})}}});
}

}

TEST_SUITE("integration policy") {
  TEST_CASE("a policy decides what is submitted after it, and the stored decision can be made again") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    Reply const accepted = hub.submit("FR", sample("FR", 10));
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    CHECK(texts(accepted.body["released"]) == std::set<std::string>{"DE", "ES", "IT", "SG", "US"});
    CHECK(inbox_kinds(hub, "BR").empty());
    std::string const address = "/v1/notices/" + accepted.body["id"].get<std::string>() + "/decision";
    Reply const decision = hub.get("FR", address + "?replay=true");
    REQUIRE_MESSAGE(decision.status == 200, decision.text);
    CHECK(decision.body["same"] == true);
    CHECK(decision.body["decision"]["policy"] == hub.get("FR", "/v1/policies").body["set"]);
    CHECK(hub.get("DE", address).status == 404);  // it names everyone
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({permit_all()})));
    CHECK(hub.get("FR", address + "?replay=true").body["same"] == true);  // by the set that decided
  }

  TEST_CASE("who loses a live notice is recalled without the document, who gains it gets it, the others see nothing") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({permit_all(), forbid_to("DE")})));
    REQUIRE(eventually([&] { return !inbox_kinds(hub, "BR").empty(); }));
    CHECK(inbox_kinds(hub, "BR") == Kinds{"notice"});
    REQUIRE(eventually([&] { return !inbox_kinds(hub, "DE").empty(); }));
    CHECK(inbox_kinds(hub, "DE") == Kinds{"recall"});  // the document is not delivered any more
    CHECK_FALSE(hub.get("DE", "/v1/inbox").body["items"][0].contains("document"));
    CHECK(inbox_kinds(hub, "IT") == Kinds{"notice"});
    Json const item = hub.get("BR", "/v1/inbox").body["items"][0];
    CHECK(payload_of(item, envelope::DocumentType::notice)["id"] == item["id"]);
    std::string const address = "/v1/notices/" + item["id"].get<std::string>();
    CHECK(hub.get("BR", address).status == 200);
    CHECK(hub.get("DE", address).status == 404);
    CHECK(hub.say("BR", "acknowledged", item).status == 201);
    Json const status = hub.get("FR", address + "/status").body;
    CHECK(status["counts"]["recalled"] == 1);
    CHECK(status["counts"]["acknowledged"] == 1);
  }

  TEST_CASE("a policy waits for its time") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    auto const later =
        policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")}), std::chrono::seconds(6));
    REQUIRE(hub.put_policy("FR", later).status == 201);
    CHECK(hub.get("FR", "/v1/policies").body["policies"][0]["state"] == "scheduled");
    CHECK(inbox_kinds(hub, "BR") == Kinds{"notice"});
    REQUIRE(eventually([&] { return inbox_kinds(hub, "BR") == Kinds{"recall"}; }));
    auto const now = documents::moment_text(to_seconds(hub.clock().now()));
    CHECK(now >= later["effective"].get<std::string>());
    CHECK(hub.get("FR", "/v1/policies").body["policies"][0]["state"] == "in_force");
  }

  TEST_CASE("an embargo ends by itself") {
    TestHub hub;
    auto const until = documents::moment_text(to_seconds(hub.clock().now()) + std::chrono::seconds(8));
    Json embargo = forbid_to("BR");
    embargo["until"] = until;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), embargo})));
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    CHECK(inbox_kinds(hub, "BR").empty());
    REQUIRE(eventually([&] { return inbox_kinds(hub, "BR") == Kinds{"notice"}; }));
    CHECK(documents::moment_text(to_seconds(hub.clock().now())) >= until);
  }

  TEST_CASE("an edition is the issuer's text without the block, bound to it, signed by the hub") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, no_images_to("BR")));
    Reply const accepted = hub.submit("FR", with_photos(sample("FR", 10)));
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    CHECK(texts(accepted.body["redacted"]) == std::set<std::string>{"BR"});
    CHECK_FALSE(texts(accepted.body["released"]).contains("BR"));
    REQUIRE(eventually([&] { return !inbox_kinds(hub, "BR").empty(); }));
    Json const item = hub.get("BR", "/v1/inbox").body["items"][0];
    CHECK(item["missing"] == Json::array({"images"}));
    Json const edition = payload_of(item, envelope::DocumentType::edition);
    CHECK(edition["of"] == accepted.body["object"]);
    CHECK(edition["missing"] == Json::array({"images"}));
    Json const whole = payload_of(hub.get("DE", "/v1/inbox").body["items"][0], envelope::DocumentType::notice);
    CHECK(whole["description"].contains("photos"));
    Json expected = whole;
    expected["description"].erase("photos");
    CHECK(edition["notice"] == expected);
    CHECK(hub.say("BR", "acknowledged", item).status == 201);
    Reply const again = hub.get("BR", "/v1/notices/" + item["id"].get<std::string>());
    CHECK(again.body == item["document"]);
    Json const status = hub.get("FR", "/v1/notices/" + item["id"].get<std::string>() + "/status").body;
    for (Json const& recipient : status["recipients"])
      CHECK(recipient.value("missing", Json::array()).size() == (recipient["country"] == "BR" ? 1 : 0));
  }

  TEST_CASE("a stricter policy takes the whole away before its edition is there, a milder one brings the whole") {
    TestHub hub;
    REQUIRE(hub.submit("FR", with_photos(sample("FR", 10))).status == 201);
    CHECK(inbox_kinds(hub, "BR") == Kinds{"notice"});
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, no_images_to("BR")));
    auto const missing = [&] {
      Json const items = hub.get("BR", "/v1/inbox").body["items"];
      if (items.empty()) return std::string("nothing");
      return items.back().contains("missing") ? std::string("edition") : std::string("whole");
    };
    CHECK(missing() != "whole");
    REQUIRE(eventually([&] { return missing() == "edition"; }));
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({permit_all()})));
    REQUIRE(eventually([&] { return missing() == "whole"; }));
  }

  TEST_CASE("after a restart the same set decides, and nothing is delivered twice") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    auto const set = hub.get("FR", "/v1/policies").body["set"];
    hub.restart();
    CHECK(hub.get("FR", "/v1/policies").body["set"] == set);
    CHECK(hub.get("FR", "/v1/policies").body["activation"] == 1);
    REQUIRE(hub.submit("FR", sample("FR", 11)).status == 201);
    CHECK(inbox_kinds(hub, "BR").empty());
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice", "notice"});
  }

  TEST_CASE("a new member sees exactly the history that policy grants") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    REQUIRE(hub.submit("FR", sample("FR", 11, "JP")).status == 201);
    REQUIRE(certs::federation::add_country(hub.workshop(), *CountryCode::parse("JP")));
    hub.hub().reload();
    REQUIRE(eventually([&] { return hub.get("JP", "/v1/inbox").body["items"].size() == 1; }));
    CHECK(hub.get("JP", "/v1/inbox").body["items"][0]["id"] == "FR-red-10");
  }

  TEST_CASE("an explanation says for every country what it would get, and is what then happens") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    std::string const payload = sample("FR", 10, "US");
    Reply const explained = hub.post("FR", "/v1/policies/explain", "application/json", payload);
    REQUIRE_MESSAGE(explained.status == 200, explained.text);
    std::set<std::string> allowed;
    for (auto const& row : explained.body["recipients"]) {
      if (row["verdict"] == "allow") allowed.insert(row["country"].get<std::string>());
      if (row["country"] == "BR") CHECK(row["deciding"]["rule"] == "not-br");
    }
    CHECK(allowed == texts(hub.submit("FR", payload).body["released"]));
    CHECK(hub.post("DE", "/v1/policies/explain", "application/json", payload).code == "payload-issuer");
  }

  TEST_CASE("a rehearsal is what then happens") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    for (std::uint64_t seed = 10; seed < 14; ++seed) REQUIRE(hub.submit("FR", sample("FR", seed)).status == 201);
    REQUIRE(hub.submit("DE", sample("DE", 20)).status == 201);
    Json const next = policy_of(hub, "FR", "release", 2, Json::array({permit_all(), forbid_to("DE")}));
    Reply const page = hub.post("FR", "/v1/policies/rehearse", "application/json", json::write(next));
    REQUIRE_MESSAGE(page.status == 200, page.text);
    CHECK(page.body["documents"] == 4);  // its own
    CHECK(page.body["changed"] == 4);
    CHECK_FALSE(page.body.contains("next"));
    CHECK(page.body["recipients"] ==
          Json{{{"party", "BR"}, {"gained", 4}, {"lost", 0}, {"altered", 0}, {"requestable", 0}},
               {{"party", "DE"}, {"gained", 0}, {"lost", 4}, {"altered", 0}, {"requestable", 0}}});
    in_force(hub, "FR", next);
    REQUIRE(eventually([&] { return inbox_kinds(hub, "BR").size() == 5; }));  // one is of DE
    REQUIRE(eventually([&] { return inbox_kinds(hub, "DE") == Kinds(4, "recall"); }));
  }

  TEST_CASE("a comparison finds what a policy opens") {
    TestHub hub;
    Json const narrow = policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")}));
    Json const wide = policy_of(hub, "FR", "release", 2, Json::array({permit_all()}));
    auto const compared = [&](Json const& before, Json const& after) {
      Reply const reply = hub.post("FR", "/v1/policies/compare", "application/json",
                                   json::write(Json{{"old", before}, {"new", after}}));
      REQUIRE_MESSAGE(reply.status == 200, reply.text);
      return reply.body;
    };
    CHECK(compared(narrow, wide)["widening"] == "widens");
    CHECK(compared(narrow, wide)["example"]["recipient"] == "BR");
    CHECK(compared(wide, narrow)["widening"] == "cannot-widen");
  }

  TEST_CASE("a comparison knows the secretariat's groups, so that a rule about one is not taken for faulty") {
    TestHub hub;
    Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
    baseline["groups"] = Json::array({{{"name", "pilot"}, {"members", {"BR", "DE", "ES"}}}});
    in_force(hub, "XP/GS", baseline);
    Json const two = {{"id", "a"}, {"effect", "permit"}, {"to", {{"countries", {"BR", "DE"}}}}};
    Json const pilot = {{"id", "a"}, {"effect", "permit"}, {"to", {{"groups", {"XP/pilot"}}}}};
    Reply const reply = hub.post("FR", "/v1/policies/compare", "application/json",
                                 json::write(Json{{"old", policy_of(hub, "FR", "release", 1, Json::array({two}))},
                                                  {"new", policy_of(hub, "FR", "release", 2, Json::array({pilot}))}}));
    REQUIRE_MESSAGE(reply.status == 200, reply.text);
    CHECK(reply.body["widening"] == "widens");
    CHECK(reply.body["example"]["recipient"] == "ES");
  }

  TEST_CASE("a scheduled policy that a later one precedes is shown as replaced, and never comes into force") {
    TestHub hub;
    auto const put = [&](std::uint32_t seq, std::chrono::seconds from_now) {
      CHECK(hub.put_policy("FR", policy_of(hub, "FR", "release", seq, Json::array({permit_all()}), from_now)).status ==
            201);
    };
    put(1, std::chrono::hours(2));
    put(2, std::chrono::hours(3));
    auto const states = [&] {
      std::vector<std::string> found;
      Json const list = hub.get("FR", "/v1/policies").body;
      for (Json const& row : list["policies"]) found.push_back(row["state"]);
      return found;
    };
    CHECK(states() == Kinds{"scheduled", "scheduled"});
    put(3, std::chrono::hours(1));
    CHECK(states() == Kinds{"replaced", "replaced", "scheduled"});
  }

  TEST_CASE("a renewed signing certificate of the hub signs what it publishes from then on") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, no_images_to("DE")));
    auto const signer_of_newest = [&hub](std::size_t items) {
      REQUIRE(eventually([&] { return inbox_kinds(hub, "DE").size() == items; }));
      Json const item = hub.get("DE", "/v1/inbox").body["items"][items - 1];
      auto const edition =
          envelope::parse_container(json::write(item["document"]), envelope::DocumentType::edition, 1 << 20);
      REQUIRE(edition);
      return edition->header().x5t;
    };
    REQUIRE(hub.submit("FR", with_photos(sample("FR", 10))).status == 201);
    Digest const before = signer_of_newest(1);
    REQUIRE(certs::federation::renew_hub(hub.workshop(), "signing"));
    hub.hub().reload();
    REQUIRE(hub.submit("FR", with_photos(sample("FR", 20))).status == 201);
    CHECK(signer_of_newest(2) != before);
  }

  TEST_CASE("what policy opens later says when it entered, what came at once does not") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    Reply const accepted = hub.submit("FR", sample("FR", 10));
    REQUIRE(accepted.status == 201);
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({permit_all()})));
    REQUIRE(eventually([&] { return !inbox_kinds(hub, "BR").empty(); }));
    Json const later = hub.get("BR", "/v1/inbox").body["items"][0],
               at_once = hub.get("DE", "/v1/inbox").body["items"][0];
    CHECK(later["entered"] == accepted.body["received"]);
    CHECK_FALSE(at_once.contains("entered"));
  }
}
