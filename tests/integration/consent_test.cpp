// Asking the originator, in a whole hub: who asks learns nothing, the owner decides, and policy follows.

#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

using Kinds = std::vector<std::string>;

/// France releases to all but Brazil, and to Germany only with its agreement.
Json asking(TestHub& hub) {
  Json const germany = {{"countries", Json::array({"DE"})}};
  Json const others = {{"id", "others"}, {"effect", "permit"}, {"to", {{"except", germany}}}};
  Json const if_agreed = {{"id", "ask"}, {"effect", "permit"}, {"to", germany}, {"consent", "required"}};
  return policy_of(hub, "FR", "release", 1, Json::array({others, if_agreed, forbid_to("BR")}));
}

struct Asked : TestHub {
  std::string payload = sample("FR", 10);
  std::string id;

  Asked() {
    in_force(*this, "FR", asking(*this));
    Reply const accepted = submit("FR", payload);
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    id = accepted.body["id"];
    REQUIRE(inbox_kinds(*this, "DE").empty());
  }

  Reply send(std::string const& party, Json const& document) {
    return post(party, "/v1/consents", "application/vnd.huecry.consent+jws",
                sign(party, envelope::DocumentType::consent, json::write(document), "policy"));
  }
  [[nodiscard]] Json request(std::string const& party, std::string const& notice) {
    return {{"v", 1},           {"id", party + "-C-" + std::to_string(++count_)},
            {"iss", party},     {"act", "request"},
            {"notice", notice}, {"purpose", "WANTED"}};
  }
  [[nodiscard]] Json answer(std::string const& act, std::string const& to = "DE") {
    Json document = {{"v", 1},  {"id", "FR-C-" + std::to_string(++count_)}, {"iss", "FR"}, {"act", act}, {"notice", id},
                     {"to", to}};
    if (act == "grant") document["until"] = moment_in(std::chrono::hours(1));
    if (act == "refuse") document["code"] = "OPERATION";
    return document;
  }
  [[nodiscard]] std::string moment_in(std::chrono::seconds seconds) {
    return documents::moment_text(to_seconds(clock().now()) + seconds);
  }
  [[nodiscard]] bool gets(std::string const& party, Kinds const& kinds) {
    return eventually([&] { return inbox_kinds(*this, party) == kinds; });
  }
  [[nodiscard]] std::string standing() {
    Json const items = get("FR", "/v1/consents").body["items"];
    return items.empty() ? "" : items[0]["state"].get<std::string>();
  }
  [[nodiscard]] int read_status(std::string const& party) { return get(party, "/v1/notices/" + id).status; }

 private:
  int count_ = 0;
};

/// What must be alike for a stranger: status and members, and how long the answer is, apart from its own numbers.
std::set<std::string> shape(Reply const& reply) {
  std::set<std::string> names{std::to_string(reply.status)};
  for (auto const& [name, value] : reply.body.items())
    names.insert(name + (value.is_array() ? value.dump() : std::string()));
  return names;
}

}

TEST_SUITE("integration consent") {
  TEST_CASE("a request reaches the owner, a grant releases the notice, and its end takes it back") {
    Asked hub;
    Reply const asked = hub.send("DE", hub.request("DE", hub.id));
    REQUIRE_MESSAGE(asked.status == 201, asked.text);
    CHECK(inbox_kinds(hub, "FR") == Kinds{"consent"});
    CHECK(hub.standing() == "open");
    CHECK(inbox_kinds(hub, "DE").empty());
    CHECK(hub.read_status("DE") == 404);
    Json granted = hub.answer("grant");
    granted["until"] = hub.moment_in(std::chrono::seconds(8));
    Reply const agreed = hub.send("FR", granted);
    REQUIRE_MESSAGE(agreed.status == 201, agreed.text);
    REQUIRE(hub.gets("DE", {"consent", "notice"}));
    CHECK(hub.read_status("DE") == 200);
    CHECK(hub.standing() == "granted");
    CHECK(hub.gets("DE", {"consent", "recall"}));  // by itself
    CHECK(hub.read_status("DE") == 404);
    CHECK(hub.standing() == "ended");
  }

  TEST_CASE("a grant needs no request, holds for later versions, and can be revoked") {
    Asked hub;
    REQUIRE(hub.send("FR", hub.answer("grant")).status == 201);
    REQUIRE(hub.gets("DE", {"consent", "notice"}));
    Reply const updated = hub.submit("FR", changed(hub.payload, [](Json& notice) { notice["ver"] = 2; }));
    REQUIRE_MESSAGE(updated.status == 201, updated.text);
    CHECK(texts(updated.body["released"]).contains("DE"));
    CHECK(hub.get("FR", "/v1/notices/" + hub.id + "/decision?replay=true").body["same"] == true);
    REQUIRE(hub.send("FR", hub.answer("revoke")).status == 201);
    CHECK(hub.gets("DE", {"consent", "consent", "recall"}));
    CHECK(hub.read_status("DE") == 404);
    CHECK(hub.standing() == "revoked");
  }

  TEST_CASE("a grant of one version does not hold for the next") {
    Asked hub;
    Json granted = hub.answer("grant");
    granted["ver"] = 1;
    REQUIRE(hub.send("FR", granted).status == 201);
    REQUIRE(hub.gets("DE", {"consent", "notice"}));
    Reply const updated = hub.submit("FR", changed(hub.payload, [](Json& notice) { notice["ver"] = 2; }));
    CHECK_FALSE(texts(updated.body["released"]).contains("DE"));
    CHECK(texts(updated.body["recalled"]) == std::set<std::string>{"DE"});
  }

  TEST_CASE("a refusal tells the one who asked why, and nothing else") {
    Asked hub;
    REQUIRE(hub.send("DE", hub.request("DE", hub.id)).status == 201);
    REQUIRE(hub.send("FR", hub.answer("refuse")).status == 201);
    CHECK(inbox_kinds(hub, "DE") == Kinds{"consent"});
    CHECK(hub.standing() == "refused");
    CHECK(hub.read_status("DE") == 404);
    REQUIRE(hub.send("DE", hub.request("DE", hub.id)).status == 201);  // it may ask again
    CHECK(hub.standing() == "open");
  }

  TEST_CASE("who asks for what is absent, closed to it, or its already gets the same answer, and nobody is asked") {
    Asked hub;
    Reply const real = hub.send("DE", hub.request("DE", hub.id));
    std::string absent = hub.id;
    absent.back() = absent.back() == '0' ? '1' : '0';
    struct Row {
      std::string name, party, notice;
    };
    Row const rows[] = {{"absent", "DE", absent},
                        {"forbidden by the owner", "BR", hub.id},
                        {"released to it already", "IT", hub.id},
                        {"asked a second time", "DE", hub.id}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Reply const reply = hub.send(row.party, hub.request(row.party, row.notice));
      CHECK(shape(reply) == shape(real));
    }
    CHECK(inbox_kinds(hub, "FR") == Kinds{"consent"});  // the one real request, once
  }

  TEST_CASE("what an answer may not be") {
    Asked hub;
    Json const late = [&] {
      Json granted = hub.answer("grant");
      granted["until"] = hub.moment_in(std::chrono::seconds(-1));
      return granted;
    }();
    Json const of_another = [&] {
      Json granted = hub.answer("grant", "IT");
      granted["iss"] = "DE";
      granted["id"] = "DE-C-9";
      return granted;
    }();
    Json const absent = [&] {
      Json granted = hub.answer("grant");
      granted["notice"] = "FR-there.is.none";
      return granted;
    }();
    struct Row {
      std::string name, party;
      Json document;
      std::string code;
    };
    Row const rows[] = {{"a refusal that nobody asked for", "FR", hub.answer("refuse"), "state-conflict"},
                        {"a revocation of nothing", "FR", hub.answer("revoke"), "state-conflict"},
                        {"a grant that has ended", "FR", late, "state-conflict"},
                        {"of no notice", "FR", absent, "not-found"},
                        {"to a country without a bureau", "FR", hub.answer("grant", "JP"), "payload-rule"},
                        {"by another than the owner", "DE", of_another, "payload-rule"},
                        {"for the owner, by another", "DE", hub.answer("grant"), "payload-issuer"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(hub.send(row.party, row.document).code == row.code);
    }
    CHECK(inbox_kinds(hub, "DE").empty());
    CHECK(hub.standing().empty());
  }

  TEST_CASE("a corrective mode closes what a bureau asks or grants, not what it refuses or takes back") {
    struct Row {
      char const* mode;
      int request, grant;
    };
    Row const rows[] = {{"PRE_SCREEN_ALL", 201, 201}, {"READ_ONLY", 409, 201}, {"SUSPENDED", 409, 409}};
    for (Row const& row : rows) {
      CAPTURE(row.mode);
      Asked hub;
      REQUIRE(hub.send("FR", hub.answer("grant")).status == 201);
      Json baseline = policy_of(hub, "XP", "baseline", 1, Json::array({permit_all()}));
      baseline["modes"] = Json::array({mode_now(hub, "FR", row.mode)});
      in_force(hub, "XP/GS", baseline);
      CHECK(hub.send("FR", hub.request("FR", "DE-1")).status == row.request);
      CHECK(hub.send("FR", hub.answer("grant")).status == row.grant);
      CHECK(hub.send("FR", hub.answer("revoke")).status == 201);
    }
  }

  TEST_CASE("a grant cannot open what a forbid closes") {
    Asked hub;
    REQUIRE(hub.send("FR", hub.answer("grant", "BR")).status == 201);
    REQUIRE(hub.send("FR", hub.answer("grant")).status == 201);
    REQUIRE(hub.gets("DE", {"consent", "notice"}));  // so the keeper has looked
    CHECK(inbox_kinds(hub, "BR") == Kinds{"consent"});
    CHECK(hub.read_status("BR") == 404);
  }

  TEST_CASE("consents and their ends outlive a restart") {
    Asked hub;
    Json granted = hub.answer("grant");
    granted["until"] = hub.moment_in(std::chrono::seconds(10));
    REQUIRE(hub.send("FR", granted).status == 201);
    REQUIRE(hub.gets("DE", {"consent", "notice"}));
    hub.restart();
    CHECK(hub.read_status("DE") == 200);
    CHECK(hub.gets("DE", {"consent", "recall"}));
  }

  TEST_CASE("only bureaus ask and answer, each with its policy certificate") {
    Asked hub;
    std::string const type = "application/vnd.huecry.consent+jws";
    CHECK(hub.get("XP/GS", "/v1/consents").code == "role-required");
    std::string const wrong =
        hub.sign("DE", envelope::DocumentType::consent, json::write(hub.request("DE", hub.id)), "notices");
    CHECK(hub.post("DE", "/v1/consents", type, wrong).code == "signer-purpose");
    CHECK(hub.get("DE", "/v1/consents").body["items"].empty());  // of its own notices there are none
    CHECK(hub.get("FR", "/v1/consents?cursor=x").status == 400);
  }
}
