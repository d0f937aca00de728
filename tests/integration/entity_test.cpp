// Authorised entities in a whole hub: each has an inbox of its own, never more than its bureau, and loses it at once.

#include "certs/federation/federation.hpp"
#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

using Kinds = std::vector<std::string>;

/// An intake policy of this country that takes everything and delegates to its customs what `when` describes.
Json delegating(TestHub& hub, std::string const& country, std::uint32_t seq, Json const& when = Json::object()) {
  Json policy = policy_of(hub, country, "intake", seq, Json::array({permit_all()}));
  Json delegation = {{"id", "customs"}, {"organisation", "CUSTOMS"}, {"entity", "customs"}};
  if (!when.empty()) delegation["when"] = when;
  policy["delegations"] = Json::array({delegation});
  return policy;
}

Json without_delegation(TestHub& hub, std::string const& country, std::uint32_t seq) {
  return policy_of(hub, country, "intake", seq, Json::array({permit_all()}));
}

/// A hub whose German bureau has an entity CUSTOMS.
struct WithCustoms : TestHub {
  WithCustoms() {
    auto const added =
        certs::federation::add_entity(workshop(), {*CountryCode::parse("DE"), "CUSTOMS"}, "customs", "Zoll");
    REQUIRE_MESSAGE(added, added.error().detail);
    hub().reload();
  }
};

bool gets(TestHub& hub, std::string const& party, Kinds const& kinds) {
  return eventually([&] { return inbox_kinds(hub, party) == kinds; });
}

std::string notice_address(Reply const& accepted) { return "/v1/notices/" + accepted.body["id"].get<std::string>(); }

Json first_item(TestHub& hub, std::string const& party) {
  Reply const inbox = hub.get(party, "/v1/inbox");
  REQUIRE_MESSAGE(inbox.status == 200, inbox.text);
  REQUIRE_FALSE(inbox.body["items"].empty());
  return inbox.body["items"][0];
}

/// Only customs offences of the sample are told apart by colour: red notices alone, or anything else alone.
Json const k_only_blue = {{"colours", Json::array({"BLUE"})}};
Json const k_only_red = {{"colours", Json::array({"RED"})}};

/// A red notice of France.
Reply submit_red(TestHub& hub) {
  Reply accepted = hub.submit("FR", sample("FR", 10));
  REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
  return accepted;
}

}

TEST_SUITE("integration entities") {
  TEST_CASE("an entity without a delegation has an empty inbox and finds no notice") {
    WithCustoms hub;
    Reply const accepted = submit_red(hub);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice"});
    CHECK(inbox_kinds(hub, "DE/CUSTOMS").empty());
    CHECK(hub.get("DE/CUSTOMS", notice_address(accepted)).status == 404);
    CHECK(hub.get("DE/CUSTOMS", "/v1/notices").body["items"].empty());
  }

  TEST_CASE("an entity gets what its bureau delegates, reads it, lists it, and says so for itself alone") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    Reply const accepted = submit_red(hub);
    REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
    Json const item = first_item(hub, "DE/CUSTOMS");
    CHECK(item["object"] == accepted.body["object"]);
    CHECK(hub.get("DE/CUSTOMS", notice_address(accepted)).status == 200);
    CHECK(hub.get("DE/CUSTOMS", "/v1/notices").body["items"].size() == 1);
    CHECK(hub.say("DE/CUSTOMS", "acknowledged", item).status == 201);
    Json const status = hub.get("FR", notice_address(accepted) + "/status").body;
    CHECK(status["counts"]["acknowledged"] == 0);  // its bureau has not
    REQUIRE(status["entities"].size() == 1);
    CHECK(status["entities"][0]["entity"] == "DE/CUSTOMS");
    CHECK(status["entities"][0].contains("acknowledged"));
    CHECK(hub.get("DE", notice_address(accepted) + "/status").body["entities"].size() == 1);
    CHECK(hub.get("IT", notice_address(accepted) + "/status").body["entities"].empty());
  }

  TEST_CASE("a delegation reaches back to the live notices that it covers, and to no others") {
    WithCustoms hub;
    Reply const accepted = submit_red(hub);
    in_force(hub, "DE", delegating(hub, "DE", 1, k_only_blue));
    in_force(hub, "DE", delegating(hub, "DE", 2, k_only_red));
    REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
    CHECK(first_item(hub, "DE/CUSTOMS")["id"] == accepted.body["id"]);
  }

  struct Cut {
    std::string name;
    std::function<void(WithCustoms&)> make;
    bool bureau_keeps;
  };
  Cut const k_cuts[] = {
      {"its bureau takes the delegation back",
       [](WithCustoms& hub) { in_force(hub, "DE", without_delegation(hub, "DE", 2)); }, true},
      {"its bureau narrows the delegation",
       [](WithCustoms& hub) { in_force(hub, "DE", delegating(hub, "DE", 2, k_only_blue)); }, true},
      {"the owner bars customs",
       [](WithCustoms& hub) {
         Json const no_customs = {
             {"id", "no-customs"}, {"effect", "forbid"}, {"to", {{"entities", Json::array({"customs"})}}}};
         in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), no_customs})));
       },
       true},
      {"the owner bars its country",
       [](WithCustoms& hub) {
         in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("DE")})));
       },
       false}};

  TEST_CASE("a rehearsal and an explanation tell what entities would get; a delegation to nobody is named") {
    WithCustoms hub;
    REQUIRE(submit_red(hub).status == 201);
    Json next = delegating(hub, "DE", 1);
    next["delegations"].push_back({{"id", "typo"}, {"organisation", "CUSTOMZ"}, {"entity", "customs"}});
    Reply const page = hub.post("DE", "/v1/policies/rehearse", "application/json", json::write(next));
    REQUIRE_MESSAGE(page.status == 200, page.text);
    CHECK(page.body["changed"] == 1);
    CHECK(page.body["recipients"] ==
          Json{{{"party", "DE/CUSTOMS"}, {"gained", 1}, {"lost", 0}, {"altered", 0}, {"requestable", 0}}});
    CHECK(page.body["items"][0]["gained"] == Json::array({"DE/CUSTOMS"}));
    CHECK(page.body["unknown_entities"] == Json::array({"DE/CUSTOMZ"}));
    in_force(hub, "DE", next);
    REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
    Reply const explained = hub.post("FR", "/v1/policies/explain", "application/json", sample("FR", 11));
    REQUIRE_MESSAGE(explained.status == 200, explained.text);
    REQUIRE(explained.body["entities"].size() == 1);
    CHECK(explained.body["entities"][0]["entity"] == "DE/CUSTOMS");
    CHECK(explained.body["entities"][0]["verdict"] == "allow");
  }

  TEST_CASE("an entity that loses a notice is cut at once and told to give it up") {
    for (Cut const& cut : k_cuts) {
      CAPTURE(cut.name);
      WithCustoms hub;
      in_force(hub, "DE", delegating(hub, "DE", 1));
      Reply const accepted = submit_red(hub);
      REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
      cut.make(hub);
      CHECK(hub.get("DE/CUSTOMS", notice_address(accepted)).status == 404);  // before any recall
      CHECK(hub.get("DE/CUSTOMS", "/v1/notices").body["items"].empty());
      CHECK(gets(hub, "DE/CUSTOMS", {"recall"}));
      CHECK_FALSE(first_item(hub, "DE/CUSTOMS").contains("document"));
      CHECK(hub.say("DE/CUSTOMS", "acknowledged",
                    {{"id", accepted.body["id"]}, {"ver", accepted.body["ver"]}, {"object", accepted.body["object"]}})
                .status == 201);
      CHECK((hub.get("DE", notice_address(accepted)).status == 200) == cut.bureau_keeps);
    }
  }

  TEST_CASE("an update and a withdrawal reach the entity too") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    std::string const first = sample("FR", 10);
    REQUIRE(hub.submit("FR", first).status == 201);
    REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
    Json const first_read = first_item(hub, "DE/CUSTOMS");
    REQUIRE(hub.submit("FR", changed(first, [](Json& notice) { notice["ver"] = 2; })).status == 201);
    REQUIRE(gets(hub, "DE/CUSTOMS", {"update"}));                         // in the place of the first
    CHECK(hub.say("DE/CUSTOMS", "retrieved", first_read).status == 201);  // late, but it had it
    REQUIRE(hub.submit("FR", withdrawal("FR", 10, 3)).status == 201);
    CHECK(inbox_kinds(hub, "DE/CUSTOMS") == Kinds{"recall"});  // in the same entry as its bureau's
    Json const recall = first_item(hub, "DE/CUSTOMS");
    CHECK(hub.say("DE/CUSTOMS", "acknowledged", recall).status == 201);
    Json const status = hub.get("FR", "/v1/notices/" + recall["id"].get<std::string>() + "/status").body;
    REQUIRE(status["entities"].size() == 1);
    CHECK(status["entities"][0]["sent"] == "recall");
    CHECK(status["entities"][0].contains("acknowledged"));
  }

  TEST_CASE("what the owner keeps back from customs is missing from the entity's edition, not from the bureau's") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    Json const customs = {{"entities", Json::array({"customs"})}};
    Json rules =
        Json::array({{{"id", "all"}, {"effect", "permit"}, {"to", {{"except", customs}}}},
                     {{"id", "some"}, {"effect", "permit"}, {"to", customs}, {"redact", Json::array({"images"})}}});
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, std::move(rules)));
    Reply const accepted = hub.submit("FR", with_photos(sample("FR", 10)));
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
    Json const edition = first_item(hub, "DE/CUSTOMS"), whole = first_item(hub, "DE");
    CHECK(texts(edition["missing"]) == std::set<std::string>{"images"});
    CHECK_FALSE(whole.contains("missing"));
    CHECK(edition["object"] != whole["object"]);
    CHECK(hub.say("DE/CUSTOMS", "retrieved", edition).status == 201);
    Json forged = edition;
    forged["object"] = std::string(43, 'A');
    CHECK(hub.say("DE/CUSTOMS", "retrieved", forged).status == 422);
  }

  TEST_CASE("its inbox and its copies are the same after a restart") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    Reply const accepted = submit_red(hub);
    REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
    hub.restart();
    CHECK(inbox_kinds(hub, "DE/CUSTOMS") == Kinds{"notice"});
    CHECK(hub.get("DE/CUSTOMS", notice_address(accepted)).status == 200);
  }

  struct Path {
    std::string method, target;
  };
  Path const k_closed[] = {{"GET", "/v1/policies/explain"},     {"GET", "/v1/notices/FR-x/status"},
                           {"GET", "/v1/notices/FR-x/history"}, {"GET", "/v1/notices/FR-x/decision"},
                           {"GET", "/v1/coordination/summary"}, {"POST", "/v1/notices"},
                           {"POST", "/v1/policies/rehearse"}};

  TEST_CASE("an entity cannot take a path that is its bureau's") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    for (Path const& path : k_closed) {
      CAPTURE(path.target);
      Reply const reply = path.method == "GET" ? hub.get("DE/CUSTOMS", path.target)
                                               : hub.post("DE/CUSTOMS", path.target, "application/json", "{}");
      CHECK((reply.status == 403 || reply.status == 405 || reply.status == 415));
    }
    Reply const policy = hub.post("DE/CUSTOMS", "/v1/policies/DE/intake", "application/json", "{}");
    CHECK(policy.status == 405);
    std::string const notice = hub.sign("DE/CUSTOMS", envelope::DocumentType::notice, sample("DE", 10));
    CHECK(hub.post("DE/CUSTOMS", "/v1/notices", "application/vnd.huecry.notice+jws", notice).code == "role-required");
  }

  TEST_CASE(
      "what its bureau sends to itself is not the entity's: a suspended entity, an unknown one and another kind get "
      "nothing") {
    WithCustoms hub;
    Json policy = delegating(hub, "DE", 1);
    policy["delegations"][0]["entity"] = "border";  // the trust list says customs
    in_force(hub, "DE", policy);
    Reply const accepted = submit_red(hub);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"notice"});
    hub.restart();  // everything was looked at again
    CHECK(inbox_kinds(hub, "DE/CUSTOMS").empty());
    CHECK(hub.get("DE/CUSTOMS", notice_address(accepted)).status == 404);
  }

  TEST_CASE("an entity neither takes nor finds out the names of its bureau's documents") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    Reply const own = hub.submit("DE", sample("DE", 10));
    REQUIRE(own.status == 201);
    Json item = {{"id", own.body["id"]}, {"ver", 1}, {"object", own.body["object"]}};
    for (std::string const& id : {own.body["id"].get<std::string>(), std::string("DE-not.taken")}) {
      Json const evidence = {{"v", 1},
                             {"id", id},
                             {"iss", "DE"},
                             {"kind", "retrieved"},
                             {"at", 1'793'613'600},
                             {"items", Json::array({{{"id", item["id"]}, {"ver", 1}, {"obj", item["object"]}}})}};
      std::string const text = hub.sign("DE/CUSTOMS", envelope::DocumentType::evidence, json::write(evidence));
      CHECK(hub.post("DE/CUSTOMS", "/v1/evidence", "application/vnd.huecry.evidence+jws", text).code == "payload-rule");
    }
    CHECK(hub.say("DE/CUSTOMS", "retrieved", item).code == "not-found");  // its bureau's own notice is not its own
  }

  TEST_CASE("what its bureau may have only by the owner's consent reaches an entity only by one that is onward") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    Json const ask = {{"id", "ask"}, {"effect", "permit"}, {"consent", "required"}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({ask})));
    Reply const accepted = submit_red(hub);
    auto const grant = [&](std::string const& id, bool onward) {
      Json const document = {{"v", 1},
                             {"id", id},
                             {"iss", "FR"},
                             {"act", "grant"},
                             {"notice", accepted.body["id"]},
                             {"to", "DE"},
                             {"onward", onward},
                             {"until", documents::moment_text(to_seconds(hub.clock().now()) + std::chrono::hours(1))}};
      return hub.post("FR", "/v1/consents", "application/vnd.huecry.consent+jws",
                      hub.sign("FR", envelope::DocumentType::consent, json::write(document), "policy"));
    };
    REQUIRE(grant("FR-C-1", false).status == 201);
    REQUIRE(gets(hub, "DE", {"consent", "notice"}));
    CHECK(inbox_kinds(hub, "DE/CUSTOMS").empty());
    REQUIRE(grant("FR-C-2", true).status == 201);
    CHECK(gets(hub, "DE/CUSTOMS", {"notice"}));
  }

  TEST_CASE("between an update and its own copy an entity reads neither the old version nor the new head") {
    WithCustoms hub;
    in_force(hub, "DE", delegating(hub, "DE", 1));
    std::string const first = sample("FR", 10);
    Reply const accepted = hub.submit("FR", first);
    REQUIRE(gets(hub, "DE/CUSTOMS", {"notice"}));
    Reply const updated = hub.submit("FR", changed(first, [](Json& notice) {
                                       notice["ver"] = 2;
                                       notice["exclude"] = Json::array({"DE"});
                                     }));
    REQUIRE_MESSAGE(updated.status == 201, updated.text);
    CHECK(hub.get("DE/CUSTOMS", notice_address(accepted)).status == 404);
    CHECK(hub.get("DE/CUSTOMS", "/v1/notices").body["items"].empty());
    CHECK(gets(hub, "DE/CUSTOMS", {"recall"}));
  }
}
