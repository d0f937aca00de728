// The Authorization API 1.0 in a whole hub: it says what policy decides, to each what it may know, and nothing else.

#include "tests/integration/authzen.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

void add_customs(TestHub& hub, std::string const& country) {
  auto const made =
      certs::federation::add_entity(hub.workshop(), {*CountryCode::parse(country), "CUSTOMS"}, "customs", "Customs");
  REQUIRE(made);
  hub.hub().reload();
}

/// An intake policy that takes everything, and passes it on to the customs.
Json delegating(TestHub& hub, std::string const& country, std::uint32_t seq) {
  Json policy = policy_of(hub, country, "intake", seq, Json::array({permit_all()}));
  policy["delegations"] = Json::array({{{"id", "to-customs"}, {"organisation", "CUSTOMS"}, {"entity", "customs"}}});
  return policy;
}

/// Everything that the wire shows, but for what is new in each answer.
std::string seen_on_the_wire(TestHub& hub, std::string const& caller, Json const& question) {
  client::Request request;
  request.method = "POST";
  request.target = "/access/v1/evaluation";
  request.content_type = "application/json";
  request.body = json::write(question);
  auto const response = hub.client(caller)->request(request);
  REQUIRE(response);
  std::string seen = std::to_string(response->status) + '\n';
  for (auto const& [name, value] : response->headers)
    if (name != "date" && name != "x-correlation-id") seen.append(name).append(": ").append(value).append("\n");
  return seen + response->body;
}

}

TEST_SUITE("integration authzen") {
  TEST_CASE("to its issuer every answer is the explanation's, for every member") {
    TestHub hub;
    Json some = {{"id", "some"}, {"effect", "permit"}, {"redact", Json::array({"images"})}};
    some["to"] = {{"countries", Json::array({"IT"})}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), some, forbid_to("BR")})));
    std::string const payload = with_photos(sample("FR", 10, "US"));
    Reply const explained = hub.post("FR", "/v1/policies/explain", "application/json", payload);
    REQUIRE(hub.submit("FR", payload).status == 201);
    std::set<std::string> verdicts;
    for (Json const& row : explained.body["recipients"]) {
      std::string const country = row["country"];
      CAPTURE(country);
      for (Json const& question : {asking_about(country, payload), asking(country, "FR-red-10")}) {
        Reply const answer = evaluate(hub, "FR", question);
        REQUIRE_MESSAGE(answer.status == 200, answer.text);
        Json const& context = answer.body["context"];
        bool const given = row["verdict"] == "allow" || row["verdict"] == "redacted";
        CHECK(answer.body["decision"] == given);
        CHECK(context["verdict"] == row["verdict"]);
        CHECK(context["missing"] == row["redactions"]);
        CHECK(context["obligations"] == row["obligations"]);
        CHECK(context["policy"] == explained.body["policy"]);
        Json deciding = row["deciding"];
        deciding.erase("remedy");
        CHECK(context["reason"] == deciding);
      }
      verdicts.insert(row["verdict"]);
    }
    CHECK(verdicts == std::set<std::string>{"allow", "deny", "redacted"});
  }

  TEST_CASE("to a recipient the answer is yes exactly where reading succeeds") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    std::string const ids[] = {published(hub, "FR", 10), published(hub, "FR", 11, "US"), published(hub, "DE", 12, "BR"),
                               published(hub, "FR", 13)};
    REQUIRE(hub.submit("FR", withdrawal("FR", 13, 2)).status == 201);
    int given = 0;
    for (std::string const& id : ids)
      for (std::string const country : {"DE", "IT", "BR", "US"}) {
        if (id.starts_with(country)) continue;
        CAPTURE(id);
        CAPTURE(country);
        Reply const answer = evaluate(hub, country, asking(country, id));
        bool const readable = hub.get(country, "/v1/notices/" + id).status == 200 && id != ids[3];
        CHECK_MESSAGE(answer.body["decision"] == readable, answer.text);
        if (!readable) CHECK(answer.text == k_bare);
        if (readable) CHECK_FALSE(answer.body["context"].contains("reason"));  // whose rule it was is the issuer's
        given += readable ? 1 : 0;
      }
    CHECK(given == 7);
  }

  TEST_CASE("a recipient learns which blocks its edition lacks, and its duties") {
    TestHub hub;
    Json some = {{"id", "some"}, {"effect", "permit"}, {"redact", Json::array({"images"})}};
    some["obligations"] = Json::array({"no_public"});
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({some})));
    std::string const payload = with_photos(changed(sample("FR", 10), [](Json& notice) { notice["handling"] = "H1"; }));
    REQUIRE(hub.submit("FR", payload).status == 201);
    REQUIRE(eventually([&] { return hub.get("DE", "/v1/notices/FR-red-10").status == 200; }));
    Reply const answer = evaluate(hub, "DE", asking("DE", "FR-red-10"));
    CHECK(answer.body["decision"] == true);
    CHECK(answer.body["context"]["verdict"] == "redacted");
    CHECK(answer.body["context"]["missing"] == Json::array({"images"}));
    CHECK(texts(answer.body["context"]["obligations"]) == std::set<std::string>{"no_evidence", "no_public"});
    CHECK(answer.body["context"]["policy"] == hub.get("DE", "/v1/policies").body["set"]);
  }

  TEST_CASE("whatever may not be known is one answer on the wire, byte for byte") {
    TestHub hub;
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    std::string const shown = published(hub, "FR", 10, "US");
    std::string const forbidden = published(hub, "FR", 11);
    std::string const withdrawn = published(hub, "FR", 12);
    REQUIRE(hub.submit("FR", withdrawal("FR", 12, 2)).status == 201);
    add_customs(hub, "IT");
    Json other_action = asking("DE", shown), other_type = asking("DE", shown), other_subject = asking("DE", shown),
         other_purpose = asking("DE", shown);
    other_action["action"]["name"] = "write";
    other_type["resource"]["type"] = "message";
    other_subject["subject"]["type"] = "user";
    other_purpose["context"]["purpose"] = "CURIOSITY";
    struct Row {
      std::string name, caller;
      Json question;
    };
    Row const rows[] = {
        {"absent", "US", asking("US", "FR-red-99")},
        {"excluded by the notice", "US", asking("US", shown)},
        {"forbidden by the issuer's policy", "BR", asking("BR", forbidden)},
        {"withdrawn", "DE", asking("DE", withdrawn)},
        {"withdrawn, to its issuer", "FR", asking("DE", withdrawn)},
        {"absent, to its issuer", "FR", asking("DE", "FR-red-99")},
        {"another bureau as the subject", "DE", asking("IT", shown)},
        {"the same about an absent notice", "DE", asking("IT", "FR-red-99")},
        {"another's entity as the subject", "DE", asking("IT/CUSTOMS", shown)},
        {"the issuer as the subject", "DE", asking("FR", shown)},
        {"an entity that nobody knows", "DE", asking("DE/NOBODY", shown)},
        {"a bureau under an entity's name", "DE", asking("DE/NCB", shown)},
        {"the secretariat as the subject", "DE", asking("XP/GS", shown)},
        {"a country that is none", "DE", asking("ZZ", shown)},
        {"a country in lower case", "DE", asking("de", shown)},
        {"a subject without a name", "DE", asking("", shown)},
        {"an identifier that names no country", "DE", asking("DE", "ZZ-red-10")},
        {"an empty identifier", "DE", asking("DE", "")},
        {"an identifier with a NUL", "DE", asking("DE", shown + std::string(1, '\0'))},
        {"a long identifier", "DE", asking("DE", "FR-" + std::string(100'000, 'x'))},
        {"an unknown action", "DE", other_action},
        {"an unknown type of resource", "DE", other_type},
        {"an unknown type of subject", "DE", other_subject},
        {"an unknown purpose", "DE", other_purpose},
    };
    std::string const one = seen_on_the_wire(hub, rows[0].caller, rows[0].question);
    CHECK(one.ends_with(std::string("\n") + k_bare));
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(seen_on_the_wire(hub, row.caller, row.question) == one);
    }
    CHECK(seen_on_the_wire(hub, "DE", asking("DE", shown)) != one);
  }

  TEST_CASE("entities are asked about by their bureau and by the issuer, and depend on their delegation") {
    TestHub hub;
    add_customs(hub, "DE");
    add_customs(hub, "IT");
    in_force(hub, "DE", delegating(hub, "DE", 1));
    std::string const id = published(hub, "FR", 10);
    Reply const given = evaluate(hub, "DE", asking("DE/CUSTOMS", id));
    CHECK_MESSAGE(given.body["decision"] == true, given.text);
    CHECK(evaluate(hub, "IT", asking("IT/CUSTOMS", id)).text == k_bare);  // nothing is delegated to it
    CHECK(evaluate(hub, "IT", asking("DE/CUSTOMS", id)).text == k_bare);  // another's
    Json const to_issuer = evaluate(hub, "FR", asking("DE/CUSTOMS", id)).body;
    CHECK(to_issuer["decision"] == true);
    CHECK(to_issuer["context"]["reason"]["by"] == "delegation");
    CHECK(to_issuer["context"]["reason"]["rule"] == "to-customs");
    Json const denied = evaluate(hub, "FR", asking("IT/CUSTOMS", id)).body;
    CHECK(denied["decision"] == false);
    CHECK(denied["context"]["reason"] == Json{{"by", "delegation"}, {"cause", "not-delegated"}});
    REQUIRE(certs::federation::suspend_party(hub.workshop(), {*CountryCode::parse("DE"), "CUSTOMS"}, true));
    hub.hub().reload();
    CHECK(evaluate(hub, "DE", asking("DE/CUSTOMS", id)).text == k_bare);
    CHECK(evaluate(hub, "DE", asking("DE", id)).body["decision"] == true);
  }

  TEST_CASE("an entity gets nothing that its bureau does not get") {
    TestHub hub;
    add_customs(hub, "BR");
    in_force(hub, "BR", delegating(hub, "BR", 1));
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    std::string const id = published(hub, "FR", 10);
    CHECK(evaluate(hub, "BR", asking("BR/CUSTOMS", id)).text == k_bare);
    CHECK(evaluate(hub, "FR", asking("BR/CUSTOMS", id)).body["context"]["reason"]["rule"] == "not-br");
  }

  TEST_CASE("the secretariat is answered about every notice and anyone, others are not asked in") {
    TestHub hub;
    std::string const id = published(hub, "FR", 10, "US");
    CHECK(evaluate(hub, "XP/GS", asking("DE", id)).body["context"]["reason"]["cause"] == "permitted");
    CHECK(evaluate(hub, "XP/GS", asking("US", id)).body["context"]["reason"]["cause"] == "excluded");
    CHECK(evaluate(hub, "XP/GS", asking("US", "FR-red-99")).text == k_bare);
    CHECK(evaluate(hub, "XP/RC-EUROPE", asking("DE", id)).code == "role-required");
    CHECK(evaluate(hub, "XP/AUDIT", asking("DE", id)).code == "role-required");
  }

  TEST_CASE("another's policy cannot be tried out with invented documents") {
    TestHub hub;
    Json const question = asking_about("DE", sample("FR", 10));
    CHECK(evaluate(hub, "FR", question).body["decision"] == true);
    CHECK(evaluate(hub, "XP/GS", question).body["decision"] == true);
    Reply const refused = evaluate(hub, "DE", question);
    CHECK(refused.status == 403);
    CHECK(refused.code == "payload-issuer");
    Json disguised = question;  // a name of the caller's own does not make it the caller's
    disguised["resource"]["id"] = "DE-red-10";
    CHECK(evaluate(hub, "DE", disguised).status == 400);
  }

  TEST_CASE("a document that is none is refused, with the place of its fault in the request") {
    TestHub hub;
    struct Row {
      std::string name, pointer;
      std::function<void(Json&)> change;
    };
    std::string const at = "/resource/properties/document";
    Row const rows[] = {
        {"a faulty member", at + "/colour", [](Json& document) { document["colour"] = "PINK"; }},
        {"a missing member", at, [](Json& document) { document.erase("ver"); }},
        {"an unknown member", at, [](Json& document) { document["more"] = 1; }},
        {"another identifier", "/resource/id", [](Json& document) { document["id"] = "FR-red-11"; }},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json question = asking_about("DE", sample("FR", 10));
      row.change(question["resource"]["properties"]["document"]);
      Reply const refused = evaluate(hub, "FR", question);
      CHECK_MESSAGE(refused.status == 400, refused.text);
      CHECK(refused.code == "request-malformed");
      CHECK_MESSAGE(refused.body["errors"][0]["pointer"].get<std::string>().starts_with(row.pointer), refused.text);
    }
    Json const withdrawn = asking_about("DE", withdrawal("FR", 10, 2));
    CHECK(evaluate(hub, "FR", withdrawn).text == k_bare);  // it releases nothing
  }

  TEST_CASE("the purpose that the reader states is decided upon") {
    TestHub hub;
    Json const rule = {{"id", "only-warnings"}, {"effect", "forbid"}, {"when", {{"purposes", Json::array({"WARN"})}}}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), rule})));
    std::string const id = published(hub, "FR", 10);
    Json question = asking("DE", id);
    CHECK(evaluate(hub, "DE", question).body["decision"] == true);
    question["context"]["purpose"] = "WANTED";
    CHECK(evaluate(hub, "DE", question).body["decision"] == true);
    question["context"]["purpose"] = "WARN";
    CHECK(evaluate(hub, "DE", question).text == k_bare);
    CHECK(evaluate(hub, "FR", question).body["context"]["reason"]["rule"] == "only-warnings");
  }

  TEST_CASE("the policy in force decides, not the one of the publication") {
    TestHub hub;
    std::string const id = published(hub, "FR", 10);
    CHECK(evaluate(hub, "BR", asking("BR", id)).body["decision"] == true);
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("BR")})));
    CHECK(evaluate(hub, "BR", asking("BR", id)).text == k_bare);
    CHECK(evaluate(hub, "FR", asking("BR", id)).body["context"]["reason"]["rule"] == "not-br");
  }
}
