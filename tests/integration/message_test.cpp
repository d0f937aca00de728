// Sealed messages in a whole hub: whom they go to, what is kept and heard of them, what is attached, and how they end.
#include "tests/integration/messages.hpp"

using namespace huecry;
using namespace huecry::test;

TEST_SUITE("integration message") {
  TEST_CASE("a message reaches those whom it is sealed to, opens there, and for its sender") {
    Post hub;
    std::string const id = hub.sent("FR", {"DE", "IT"});
    for (std::string const party : {"DE", "IT"}) {
      CAPTURE(party);
      auto const items = hub.items(party, "message");
      REQUIRE(items.size() == 1);
      CHECK(items.front()["id"] == id);
      auto const mail = hub.opened(party, items.front());
      REQUIRE_MESSAGE(mail, mail.error().detail);
      CHECK(mail->message.body == "MARKED-PLAINTEXT-7731");
    }
    CHECK(hub.items("ES", "message").empty());
    CHECK(hub.items("FR", "message").empty());
    Json const own = hub.get("FR", "/v1/messages/" + id).body;
    CHECK(hub.opened("FR", own["item"]));
    CHECK(hub.get("ES", "/v1/messages/" + id).status == 404);
    CHECK(hub.get("ES", "/v1/messages/ES-none").status == 404);
    CHECK(hub.get("XP/GS", "/v1/messages/" + id).status == 403);
  }

  TEST_CASE("what is flash can be read before all that came earlier, and comes again in its turn") {
    Post hub;
    for (int i = 0; i < 3; ++i) {
      Json routine = hub.message("FR", {"DE"});
      routine["prio"] = "routine";
      REQUIRE(hub.send_honest("FR", routine).status == 201);
    }
    std::string const flash = hub.sent("FR", {"DE"});
    Json const page = hub.get("DE", "/v1/inbox?prio=flash&limit=1").body;
    REQUIRE(page["items"].size() == 1);
    CHECK(page["items"][0]["id"] == flash);
    CHECK(hub.opened("DE", page["items"][0]));
    CHECK_FALSE(page["more"].get<bool>());
    std::string const next = std::to_string(page["next"].get<std::uint64_t>());
    CHECK(hub.get("DE", "/v1/inbox?prio=flash&after=" + next).body["items"].empty());
    CHECK(hub.get("DE", "/v1/inbox?prio=urgent").body["items"].empty());
    auto const all = hub.items("DE", "message");
    REQUIRE(all.size() == 4);
    CHECK(all.back()["position"] == page["items"][0]["position"]);
    CHECK(hub.get("FR", "/v1/inbox?prio=flash").body["items"].empty());
    for (std::string const word : {"routine", "FLASH", ""}) {
      CAPTURE(word);
      CHECK(hub.get("DE", "/v1/inbox?prio=" + word).code == "parameter-invalid");
    }
  }

  TEST_CASE("policy closes what is flash in the lane, too") {
    Post hub;
    hub.sent("FR", {"DE"});
    Json forbid = permit_all();
    forbid["id"] = "closed";
    forbid["effect"] = "forbid";
    in_force(hub, "DE", policy_of(hub, "DE", "intake", 1, Json::array({forbid})));
    CHECK(hub.get("DE", "/v1/inbox?prio=flash").body["items"].empty());
  }

  TEST_CASE("the hub keeps no word of it, on disk or in what it shows") {
    Post hub;
    std::string const id = hub.sent("FR", {"DE"});
    CHECK(hub.get("FR", "/v1/messages").text.find("Marked") == std::string::npos);
    hub.stop();
    for (auto const& entry : std::filesystem::recursive_directory_iterator(hub.data_dir())) {
      if (!entry.is_regular_file()) continue;
      CAPTURE(entry.path().string());
      std::string const content = must(read_whole(entry.path()));
      CHECK(content.find("MARKED-PLAINTEXT-7731") == std::string::npos);
      CHECK(content.find("Marked subject") == std::string::npos);
    }
  }

  TEST_CASE("the same message again is the first; another under its name is a conflict") {
    Post hub;
    Json const message = hub.message("FR", {"DE"});
    Post::Parts parts = hub.honest("FR", message);
    std::string const body = hub.body_of("FR", parts);
    Reply const first = hub.post_body("FR", body);
    REQUIRE(first.status == 201);
    CHECK(first.body["released"] == Json::array({"DE"}));
    Reply const again = hub.post_body("FR", body);
    CHECK(again.status == 200);
    CHECK(again.body["receipt"] == first.body["receipt"]);
    parts.envelope["prio"] = "routine";
    CHECK(hub.post_parts("FR", parts).code == "id-conflict");
    CHECK(hub.items("DE", "message").size() == 1);
  }

  TEST_CASE("policy decides by the headers, and names whom it keeps the message from") {
    Post hub;
    Json forbid = permit_all();
    forbid["id"] = "no-messages-to-germany";
    forbid["effect"] = "forbid";
    forbid["to"] = {{"countries", {"DE"}}};
    forbid["when"] = {{"channels", {"message"}}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid})));
    Reply const denied = hub.send_honest("FR", hub.message("FR", {"DE", "IT"}));
    CHECK(denied.status == 403);
    CHECK(denied.code == "recipient-denied");
    CHECK(denied.text.find("no-messages-to-germany") != std::string::npos);
    CHECK(denied.text.find("IT:") == std::string::npos);
    CHECK(hub.items("IT", "message").empty());
    CHECK(hub.send_honest("FR", hub.message("FR", {"IT"})).status == 201);
  }

  TEST_CASE("a corrective mode closes what its bureau sends; READ_ONLY lets it answer") {
    Post hub;
    std::string const request = hub.sent("DE", {"FR"}, "request");
    hub.put_mode("READ_ONLY");
    CHECK(hub.send_honest("FR", hub.message("FR", {"DE"})).code == "recipient-denied");
    Json answer = hub.message("FR", {"DE"}, "answer");
    answer.update({{"of", request}, {"conv", request}});
    CHECK(hub.send_honest("FR", answer).status == 201);
    hub.put_mode("PRE_SCREEN_ALL");
    CHECK(hub.send_honest("FR", hub.message("FR", {"DE"})).code == "recipient-denied");
  }

  TEST_CASE("what policy closes after it was sent is not delivered, and can be had once it opens") {
    Post hub;
    std::string const id = hub.sent("FR", {"DE"});
    Json forbid = permit_all();
    forbid["id"] = "closed";
    forbid["effect"] = "forbid";
    in_force(hub, "DE", policy_of(hub, "DE", "intake", 1, Json::array({forbid})));
    CHECK(hub.items("DE", "message").empty());
    CHECK(hub.get("DE", "/v1/messages/" + id).status == 404);
    CHECK(hub.get("FR", "/v1/messages/" + id).status == 200);
    in_force(hub, "DE", policy_of(hub, "DE", "intake", 2, Json::array({permit_all()})));
    CHECK(hub.get("DE", "/v1/messages/" + id).status == 200);
  }

  TEST_CASE("a request is answered by one of whom it was made, in its conversation") {
    Post hub;
    std::string const request = hub.sent("FR", {"DE"}, "request");
    auto const answer = [&](std::string const& from, std::vector<std::string> const& to, std::string const& of) {
      Json made = hub.message(from, to, "answer");
      made.update({{"of", of}, {"conv", request}});
      return hub.send_honest(from, made);
    };
    CHECK(answer("IT", {"FR"}, request).status == 404);
    std::string const plain = hub.sent("FR", {"DE"});
    Json of_plain = hub.message("DE", {"FR"}, "answer");
    of_plain.update({{"of", plain}, {"conv", plain}});
    CHECK(hub.send_honest("DE", of_plain).code == "state-conflict");
    CHECK(answer("DE", {"IT"}, request).code == "payload-rule");
    CHECK(answer("DE", {"FR"}, request).status == 201);
    CHECK(hub.get("FR", "/v1/messages?conv=" + request).body["items"].size() == 2);
    std::string const longest(limits::document_id_chars_max, 'X');
    CHECK(hub.get("FR", "/v1/messages?conv=" + longest).body["items"].empty());
    CHECK(hub.get("FR", "/v1/messages?conv=" + longest + "X").code == "parameter-invalid");
    CHECK(hub.get("FR", "/v1/messages?conv=" + std::string(4000, 'X')).code == "parameter-invalid");
  }

  TEST_CASE("its sender sees what was heard of it; a recipient sees its own words") {
    Post hub;
    std::string const id = hub.sent("FR", {"DE", "IT"});
    Json const item = hub.items("DE", "message").front();
    CHECK(hub.say("DE", "retrieved", item).status == 201);
    CHECK(hub.say("ES", "retrieved", item).status == 404);
    CHECK(hub.say("IT", "acknowledged", item).status == 201);
    CHECK(hub.say("IT", "purged", item).code == "payload-rule");
    CHECK(hub.get("FR", "/v1/messages/" + id).body["heard"].size() == 2);
    Json const seen = hub.get("DE", "/v1/messages/" + id).body["heard"];
    REQUIRE(seen.size() == 1);
    CHECK(seen[0]["by"] == "DE");
    Json wrong = item;
    wrong["object"] = std::string(43, 'A');
    CHECK(hub.say("DE", "delivered", wrong).code == "payload-rule");
  }

  TEST_CASE("an attachment comes in parts, and a message refers to it once it is whole") {
    Post hub;
    std::string const content = std::string(5000, 's') + "end";
    std::string const digest = to_base64url(crypto::sha256(content));
    std::string const target = "/v1/blobs/" + digest;
    Json const att = Json::array({{{"ct256", digest}, {"len", content.size()}}});
    auto const with_it = [&](Json const& described) {
      Post::Parts parts = hub.honest("FR", hub.message("FR", {"DE"}));
      parts.envelope["att"] = described;
      return hub.post_parts("FR", parts);
    };
    CHECK(with_it(att).code == "payload-rule");
    CHECK(hub.put_part("FR", content, 0, 3000).status == 200);
    CHECK(hub.get("FR", target + "/upload").body == Json{{"bytes", 3000}, {"whole", false}});
    CHECK(hub.get("DE", target + "/upload").body == Json{{"bytes", 0}, {"whole", false}});
    CHECK(hub.put_part("FR", content, 3001, 10).code == "state-conflict");
    CHECK(hub.put_part("FR", content, 2990, 10).body == Json{{"bytes", 3000}, {"whole", false}});
    CHECK(with_it(att).code == "payload-rule");
    hub.restart();
    CHECK(hub.put_part("FR", content, 3000, 5000).status == 201);
    CHECK(hub.put_part("FR", content, 0, 100).status == 201);
    CHECK(with_it(Json::array({{{"ct256", digest}, {"len", content.size() - 1}}})).code == "payload-rule");
    CHECK(hub.get("DE", target + "?from=FR").status == 404);
    REQUIRE(with_it(att).status == 201);
    CHECK(hub.get("DE", target + "?from=FR").text == content);
    CHECK(hub.get("FR", target).text == content);
    CHECK(hub.get("IT", target + "?from=FR").status == 404);
    CHECK(hub.get("IT", "/v1/blobs/" + std::string(43, 'A') + "?from=FR").status == 404);
    CHECK(hub.put_part("FR", content, 0, 100, "/v1/blobs/" + std::string(43, 'A')).code == "");
    CHECK(hub.get("XP/GS", target).status == 403);
  }

  TEST_CASE("an upload that was given up at 99 % can be gone on with for a day, and goes after it") {
    Post hub;
    std::string const content(3000, 's');
    std::string const target = "/v1/blobs/" + to_base64url(crypto::sha256(content)) + "/upload";
    auto const bytes = [&] { return hub.get("FR", target).body["bytes"]; };
    REQUIRE(hub.put_part("FR", content, 0, 2970).status == 200);
    hub.clock().advance(limits::blob_orphan_after - 1h);
    hub.restart();  // a hub looks at all of them when it begins
    hub.until_quiet();
    CHECK(bytes() == 2970);
    hub.clock().advance(2h);
    hub.restart();
    hub.until([&] { return bytes() == 0; });
  }

  TEST_CASE("another file than the one that was named is removed with its last byte") {
    Post hub;
    std::string const content(3000, 's');
    std::string const target = "/v1/blobs/" + to_base64url(crypto::sha256("another"));
    CHECK(hub.put_part("FR", content, 0, 2999, target).status == 200);
    CHECK(hub.put_part("FR", content, 2999, 1, target).code == "seal-mismatch");
    CHECK(hub.get("FR", target + "/upload").body["bytes"] == 0);
  }

  TEST_CASE("a message ends at its time: its content and its attachments go, and its sender learns who never had it") {
    Post hub;
    std::string const content(100, 's'), digest = to_base64url(crypto::sha256(content));
    REQUIRE(hub.put_part("FR", content, 0, content.size()).status == 201);
    auto const send = [&](std::vector<std::string> const& to, std::chrono::hours kept = 25h) {
      Post::Parts parts = hub.honest("FR", hub.message("FR", to));
      parts.envelope["exp"] = (hub.now() + kept).time_since_epoch().count();
      parts.envelope["att"] = Json::array({{{"ct256", digest}, {"len", content.size()}}});
      REQUIRE(hub.post_parts("FR", parts).status == 201);
      return parts.envelope["id"].get<std::string>();
    };
    std::string const heard = send({"DE"}), unheard = send({"IT", "ES"}), last = send({"SG"}, 50h);
    REQUIRE(hub.say("DE", "retrieved", hub.items("DE", "message").front()).status == 201);
    REQUIRE(hub.say("ES", "retrieved", hub.items("ES", "message").front()).status == 201);
    hub.clock().advance(25h + 30min);  // not yet: the hub allows a clock an hour
    hub.until_quiet();
    CHECK(hub.get("DE", "/v1/messages/" + heard).body["erased"] == false);
    hub.clock().advance(1h);
    hub.until([&] { return hub.get("FR", "/v1/messages/" + unheard).body["erased"] == true; });
    CHECK(hub.get("FR", "/v1/messages/" + heard).body["erased"] == true);
    CHECK(hub.items("DE", "message").empty());
    auto const told = hub.items("FR", "expired");
    REQUIRE(told.size() == 1);
    CHECK(told.front()["id"] == unheard);
    CHECK(hub.word_of(told.front())["silent"] == Json::array({"IT"}));
    hub.until_quiet();
    CHECK(hub.get("SG", "/v1/blobs/" + digest + "?from=FR").status == 200);  // one still refers to it
    hub.clock().advance(26h);
    hub.until([&] { return hub.get("FR", "/v1/messages/" + last).body["erased"] == true; });
    hub.until([&] { return hub.get("FR", "/v1/blobs/" + digest).status == 404; });
    CHECK(hub.get("FR", "/v1/messages").body["items"].size() == 3);
  }

  TEST_CASE("messages and what was heard of them are there after a restart") {
    Post hub;
    std::string const id = hub.sent("FR", {"DE"});
    hub.say("DE", "retrieved", hub.items("DE", "message").front());
    hub.restart();
    CHECK(hub.get("FR", "/v1/messages/" + id).body["heard"].size() == 1);
    CHECK(hub.opened("DE", hub.items("DE", "message").front()));
  }
}
