// Requests about the same, in a whole hub: both sides are told, and nobody else; the hub never learns about whom.
#include "tests/integration/messages.hpp"

using namespace huecry;
using namespace huecry::test;

namespace {

struct Asking : Post {
  std::string ask(std::string const& from, std::vector<std::string> const& to, std::string const& subject) {
    Json made = message(from, to, "request");
    made["hints"] = Json::array({{{"key", "nordic.2026-11"}, {"tag", to_base64url(crypto::sha256(subject))}}});
    made["hinted"] = "p1";
    Reply const reply = send_honest(from, made);
    REQUIRE_MESSAGE(reply.status == 201, reply.text);
    return made["id"];
  }
  /// Of the request, as its sender sees it; and as an item of that inbox.
  Kinds told(std::string const& party, std::string const& id) { return ids(get(party, "/v1/messages/" + id).body); }
  Kinds told_in_inbox(std::string const& party, std::string const& id) {
    for (Json const& item : items(party, "message"))
      if (item["id"] == id) return ids(item);
    return {"not there"};
  }

 private:
  static Kinds ids(Json const& of) {
    Kinds found;
    for (Json const& one : of.value("similar", Json::array())) found.push_back(one["id"]);
    return found;
  }
};

}

TEST_SUITE("integration similar requests") {
  TEST_CASE("a second request about the same is told to both sides, with the first, and to nobody else") {
    Asking hub;
    std::string const first = hub.ask("FR", {"DE"}, "x");
    std::string const second = hub.ask("FR", {"DE", "IT"}, "x");
    CHECK(hub.told("FR", first).empty());
    CHECK(hub.told_in_inbox("DE", first).empty());
    CHECK(hub.told("FR", second) == Kinds{first});
    CHECK(hub.told("DE", second) == Kinds{first});
    CHECK(hub.told_in_inbox("DE", second) == Kinds{first});
    CHECK(hub.told("IT", second).empty());
    CHECK(hub.told_in_inbox("IT", second).empty());
    Json const similar = hub.get("DE", "/v1/messages/" + second).body["similar"][0];
    CHECK(similar["between"] == Json({"DE", "FR"}));
    CHECK(similar["conv"] == first);
  }

  TEST_CASE("the other side's own request counts, and one about another does not") {
    Asking hub;
    std::string const first = hub.ask("DE", {"FR"}, "x");
    CHECK(hub.told("FR", hub.ask("FR", {"DE"}, "x")) == Kinds{first});
    CHECK(hub.told("FR", hub.ask("FR", {"DE"}, "y")).empty());
  }

  TEST_CASE("whoever replays another's hash learns of its own requests alone") {
    Asking hub;
    hub.ask("FR", {"DE"}, "x");
    CHECK(hub.told("IT", hub.ask("IT", {"DE"}, "x")).empty());
    CHECK(hub.told("IT", hub.ask("IT", {"FR"}, "x")).empty());
  }

  TEST_CASE("a hash in an envelope must be the one inside") {
    Asking hub;
    Json made = hub.message("FR", {"DE"}, "request");
    made["entities"] = {{"persons", {{{"ref", "p1"}, {"identity", {{"family_name", "MARTIN"}}}}}}};
    made["hints"] = Json::array({{{"key", "nordic.2026-11"}, {"tag", to_base64url(crypto::sha256("x"))}}});
    made["hinted"] = "p1";
    Post::Parts parts = hub.honest("FR", made);
    parts.envelope["hints"][0]["tag"] = to_base64url(crypto::sha256("y"));
    REQUIRE(hub.post_parts("FR", parts).status == 201);
    auto const mail = hub.opened("DE", hub.items("DE", "message").front());
    REQUIRE_FALSE(mail);
    CHECK(mail.error().code == Errc::seal_mismatch);
    CHECK(mail.error().faults.front().pointer == "/hints");
  }
}
