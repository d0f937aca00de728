// Whether messages come through, as bureaus and the hub see it: probes, echoes, and who is told of them.
#include "tests/integration/messages.hpp"

using namespace huecry;
using namespace huecry::test;

namespace {

struct Canary : Post {
  static std::string lot() { return to_base64url(crypto::sha256("drawn by lot")); }

  /// Bureaus probe once in five seconds: the clock goes on by that.
  Reply probe(std::string const& from, std::vector<std::string> const& to) {
    clock().advance(limits::probe_interval_min);
    Json made = message(from, to, "probe");
    made.update({{"nonce", lot()}, {"prio", "routine"}});
    newest = made["id"];
    return send_honest(from, made);
  }
  Reply echo(std::string const& from, std::string const& of) {
    Json made = message(from, {of.substr(0, 2)}, "echo");
    made.update({{"nonce", lot()}, {"of", of}, {"conv", of}});
    return send_honest(from, made);
  }
  /// "FR DE": what is known of that pair, to that party.
  std::map<std::string, Json> pairs(std::string const& party) {
    std::map<std::string, Json> found;
    Json const probes = get(party, "/v1/probes?pairs=all").body;
    for (Json const& pair : probes["pairs"])
      found[pair["from"].get<std::string>() + " " + pair["to"].get<std::string>()] = pair;
    return found;
  }
  std::map<std::string, bool> participants(std::string const& party) {
    std::map<std::string, bool> open;
    Json const probes = get(party, "/v1/probes").body;
    for (Json const& one : probes["participants"]) open[one["code"]] = one["open"];
    return open;
  }
  std::string newest;
};

using Open = std::map<std::string, bool>;

}

TEST_SUITE("integration canary") {
  TEST_CASE("a bureau takes part from its first probe on, which it may send to itself alone") {
    Canary hub;
    CHECK(hub.participants("FR").empty());
    REQUIRE(hub.probe("FR", {"FR"}).status == 201);
    CHECK(hub.participants("DE") == Open{{"FR", true}});
    CHECK(hub.pairs("DE").empty());  // takes no part
    CHECK(hub.pairs("FR").size() == 1);
    CHECK(hub.pairs("XP/GS").size() == 1);
    auto const items = hub.items("FR", "message");
    REQUIRE(items.size() == 1);
    CHECK(hub.opened("FR", items.front()));
  }

  TEST_CASE("only who takes part is probed") {
    Canary hub;
    Reply const refused = hub.probe("FR", {"FR", "DE"});
    CHECK(refused.code == "recipient-denied");
    CHECK(refused.text.find("DE does not") != std::string::npos);
    REQUIRE(hub.probe("DE", {"DE"}).status == 201);
    CHECK(hub.probe("FR", {"FR", "DE"}).status == 201);
    CHECK(hub.probe("FR", {"DE", "IT"}).code == "recipient-denied");
  }

  TEST_CASE("an echo is of a probe that one was sent, and comes once") {
    Canary hub;
    for (std::string const party : {"FR", "DE"}) REQUIRE(hub.probe(party, {party}).status == 201);
    REQUIRE(hub.probe("FR", {"FR", "DE"}).status == 201);
    std::string const first = hub.newest;
    CHECK(hub.pairs("FR")["FR DE"].contains("waiting_since"));
    CHECK(hub.echo("IT", first).status == 404);
    CHECK(hub.echo("DE", "FR-M-none").status == 404);
    CHECK(hub.echo("DE", hub.sent("FR", {"DE"})).code == "state-conflict");
    REQUIRE(hub.probe("FR", {"FR", "DE"}).status == 201);
    REQUIRE(hub.echo("DE", first).status == 201);
    CHECK(hub.pairs("FR")["FR DE"].contains("good_ms"));
    CHECK(hub.pairs("FR")["FR DE"].contains("waiting_since"));  // the newer one is out
    CHECK(hub.echo("DE", first).code == "state-conflict");
    REQUIRE(hub.echo("DE", hub.newest).status == 201);
    CHECK_FALSE(hub.pairs("FR")["FR DE"].contains("waiting_since"));
    CHECK(hub.echo("FR", hub.newest).status == 201);  // its own
    CHECK_FALSE(hub.pairs("DE")["FR FR"].contains("waiting_since"));
  }

  TEST_CASE("who does not ask for all pairs gets its own, both ways; the secretariat gets all") {
    Canary hub;
    UnixMillis const begin = hub.clock().now();
    for (std::string const party : {"FR", "DE", "IT"}) REQUIRE(hub.probe(party, {party}).status == 201);
    for (std::string const party : {"FR", "DE", "IT"}) REQUIRE(hub.probe(party, {"FR", "DE", "IT"}).status == 201);
    auto const taken = std::chrono::ceil<std::chrono::seconds>(hub.clock().now() - begin);
    CHECK(hub.pairs("DE").size() == 9);
    Json const own = hub.get("DE", "/v1/probes").body["pairs"];
    CHECK(own.size() == 5);
    for (Json const& pair : own) CHECK((pair["from"] == "DE" || pair["to"] == "DE"));
    CHECK(hub.get("XP/GS", "/v1/probes").body["pairs"].size() == 9);
    CHECK(hub.get("DE", "/v1/probes?pairs=some").code == "parameter-invalid");
    Json const every = hub.get("DE", "/v1/probes").body["participants"][0]["every_s"];
    CHECK(every >= 15);  // three bureaus' turns, and the time that the calls take
    CHECK(every <= taken.count());
  }

  TEST_CASE("a bureau probes once in five seconds") {
    Canary hub;
    REQUIRE(hub.probe("FR", {"FR"}).status == 201);
    Json second = hub.message("FR", {"FR"}, "probe");
    second["nonce"] = Canary::lot();
    CHECK(hub.send_honest("FR", second).code == "state-conflict");
    CHECK(hub.probe("FR", {"FR"}).status == 201);
  }

  TEST_CASE("whom policy closes is shown as closed, and a probe to it is refused") {
    Canary hub;
    for (std::string const party : {"FR", "DE"}) REQUIRE(hub.probe(party, {party}).status == 201);
    Json forbid = permit_all();
    forbid["id"] = "closed";
    forbid["effect"] = "forbid";
    in_force(hub, "DE", policy_of(hub, "DE", "intake", 1, Json::array({forbid})));
    CHECK(hub.participants("FR") == Open{{"DE", false}, {"FR", true}});
    CHECK(hub.participants("DE") == Open{{"DE", true}, {"FR", true}});
    CHECK(hub.probe("FR", {"FR", "DE"}).code == "recipient-denied");
    CHECK(hub.probe("FR", {"FR"}).status == 201);
  }

  TEST_CASE("probes and echoes are in no list and no statistics, and their end is told to nobody") {
    Canary hub;
    hub.kept = 24h + 5min;
    REQUIRE(hub.probe("FR", {"FR"}).status == 201);
    REQUIRE(hub.echo("FR", hub.newest).status == 201);
    CHECK(hub.get("FR", "/v1/messages").body["items"].empty());
    CHECK(hub.get("FR", "/v1/messages?act=probe").body["items"].empty());
    CHECK(hub.sirene("FR")["asked"] == 0);
    CHECK(hub.get("FR", "/v1/messages/" + hub.newest).status == 200);
    hub.clock().advance(26h);
    hub.until([&] { return hub.items("FR", "message").empty(); });
    hub.until_quiet();
    CHECK(hub.items("FR", "expired").empty());
  }
}
