// Messages of a sender with valid keys who wants the hub, or a recipient, to take something else than it promises; and
// of a hub that exchanges what it was given.
#include "tests/integration/messages.hpp"

using namespace huecry;
using namespace huecry::test;

TEST_SUITE("integration message: hostile") {
  TEST_CASE("what is sealed must be what the envelope names, to exactly its addressees") {
    Post hub;
    struct Row {
      char const* name;
      std::function<void(Post::Parts&)> change;
      char const* code;
    };
    Json const message = hub.message("FR", {"DE", "IT"});
    auto const other = hub.honest("FR", hub.message("FR", {"DE"}));
    auto const only_de = hub.parts(message, "a.b.c", hub.keys_of("FR", hub.message("FR", {"DE"})));
    auto const and_es = hub.parts(message, "a.b.c", hub.keys_of("FR", hub.message("FR", {"DE", "IT", "ES"})));
    Row const rows[] = {
        {"another JWE", [&](Post::Parts& p) { p.sealed = other.sealed; }, "seal-mismatch"},
        {"the JWE with a space more", [](Post::Parts& p) { p.sealed += " "; }, "seal-mismatch"},
        {"another length", [](Post::Parts& p) { p.envelope["jwe_len"] = 1; }, "seal-mismatch"},
        {"another digest", [&](Post::Parts& p) { p.envelope["jwe256"] = other.envelope["jwe256"]; }, "seal-mismatch"},
        {"sealed to one fewer", [&](Post::Parts& p) { p = only_de; }, "seal-mismatch"},
        {"sealed to one more", [&](Post::Parts& p) { p = and_es; }, "seal-mismatch"},
        {"an addressee added after sealing", [](Post::Parts& p) { p.envelope["to"].push_back("ES"); }, "seal-mismatch"},
        {"an addressee removed after sealing", [](Post::Parts& p) { p.envelope["to"] = Json::array({"DE"}); },
         "seal-mismatch"},
        {"ten thousand addressees",
         [](Post::Parts& p) {
           p.envelope["to"] = Json::array();
           for (int i = 0; i < 10'000; ++i) p.envelope["to"].push_back("Q" + std::to_string(i));
         },
         "payload-schema"},
        {"under another name", [](Post::Parts& p) { p.envelope["id"] = "FR-other"; }, "seal-mismatch"},
        {"no JWE",
         [](Post::Parts& p) {
           p.sealed = "{}";
           p.envelope["jwe_len"] = 2;
           p.envelope["jwe256"] = to_base64url(crypto::sha256("{}"));
         },
         "seal-form"},
        {"expired", [&](Post::Parts& p) { p.envelope["exp"] = hub.now().time_since_epoch().count(); }, "payload-rule"},
        {"kept too long",
         [&](Post::Parts& p) { p.envelope["exp"] = (hub.now() + 181 * 24h).time_since_epoch().count(); },
         "payload-rule"},
        {"a subject for the hub", [](Post::Parts& p) { p.envelope["subject"] = "x"; }, "payload-schema"},
        {"in a conversation of others", [](Post::Parts& p) { p.envelope["conv"] = "DE-M-1"; }, "not-found"},
        {"a reply to what is not there", [](Post::Parts& p) { p.envelope["reply_to"] = "DE-M-1"; }, "not-found"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Post::Parts changed = hub.honest("FR", message);
      row.change(changed);
      Reply const reply = hub.post_parts("FR", changed);
      CHECK(reply.code == row.code);
    }
    CHECK(hub.items("DE", "message").empty());
    CHECK(hub.send_honest("FR", message).status == 201);
  }

  TEST_CASE("bodies that are no submission, and signers who are not the sender, are refused") {
    Post hub;
    auto const send_text = [&hub](std::string const& text) {
      return hub.post("FR", "/v1/messages", std::string(mail::k_media_type), text).code;
    };
    CHECK(send_text("[]") == "json-invalid");
    CHECK(send_text(std::string(limits::message_bytes_max, ' ')) == "json-invalid");
    CHECK(send_text(std::string(limits::message_bytes_max + 1, ' ')) == "body-too-large");
    CHECK(send_text(R"({"document":{}})") == "json-invalid");
    CHECK(send_text(R"({"document":{},"sealed":"","more":1})") == "json-invalid");
    CHECK(send_text(R"({"document":{},"sealed":"x"})") == "jws-container");
    Json const message = hub.message("FR", {"DE"});
    CHECK(hub.post_parts("DE", hub.honest("FR", message)).code == "payload-issuer");
    auto const parts = hub.honest("FR", message);
    Json const with_notices_key = {
        {"document", Json::parse(hub.sign("FR", envelope::DocumentType::envelope, json::write(parts.envelope)))},
        {"sealed", parts.sealed}};
    CHECK(send_text(json::write(with_notices_key)) == "signer-purpose");
    CHECK(hub.post("XP/GS", "/v1/messages", std::string(mail::k_media_type), "{}").code == "role-required");
  }

  TEST_CASE("nobody seals to a certificate that is revoked, unknown, not for sealing, or about to end") {
    Post hub;
    Json const message = hub.message("FR", {"DE"});
    auto const thumbprint = [&hub](std::string const& which) {
      std::string const pem = must(read_whole(hub.federation_dir() / "DE/NCB" / (which + ".pem")));
      return must(certs::Certificate::chain_from_pem(pem)).front().thumbprint();
    };
    auto const keys = hub.keys_of("FR", message);
    auto const sealed_to = [&](Digest const& kid) {
      return hub.post_parts("FR", hub.parts(message, "a.b.c", {{kid, keys.front().key}})).code;
    };
    CHECK(sealed_to(thumbprint("notices")) == "seal-key");
    CHECK(sealed_to(crypto::sha256("nobody's")) == "seal-key");
    CHECK(sealed_to(thumbprint("encryption")) == "");

    certs::federation::PartyName const germany{hub.country("DE"), "NCB"};
    auto workshop = hub.workshop();
    workshop.options.lifetimes.encryption = 20h;
    must(certs::federation::renew(workshop, germany, "encryption"));
    hub.hub().reload();
    CHECK(sealed_to(thumbprint("encryption")) == "seal-key");
    workshop.options.lifetimes.encryption = 90 * 24h;
    must(certs::federation::renew(workshop, germany, "encryption"));
    must(certs::federation::revoke(workshop, germany, "encryption"));
    hub.hub().reload();
    CHECK(sealed_to(thumbprint("encryption")) == "seal-key");
  }

  TEST_CASE("a recipient finds out what the hub cannot, and complains to all") {
    Post hub;
    struct Row {
      char const* name;
      std::function<std::string(Json const&)> inner;  // of an honest message
      std::function<void(Post::Parts&)> change;
    };
    auto const signed_by = [&hub](std::string const& party, Json const& payload) {
      return hub.compact(party, envelope::DocumentType::message, payload);
    };
    auto const with = [](Json message, char const* member, Json value) {
      message[member] = std::move(value);
      return message;
    };
    auto const nothing = [](Post::Parts&) {};
    Row const rows[] = {
        {"another text than the one committed to", [&](Json const& m) { return signed_by("FR", m); },
         [](Post::Parts& p) { p.envelope["commit"] = to_base64url(crypto::sha256("another")); }},
        {"another name inside", [&](Json const& m) { return signed_by("FR", with(m, "id", "FR-other")); }, nothing},
        {"other addressees inside", [&](Json const& m) { return signed_by("FR", with(m, "to", {"DE"})); }, nothing},
        {"less urgent inside", [&](Json const& m) { return signed_by("FR", with(m, "prio", "routine")); }, nothing},
        {"another bureau's words, wrapped again",
         [&](Json const& m) {
           Json theirs = with(with(m, "from", "DE"), "to", {"FR"});
           return signed_by("DE", with(theirs, "id", "DE-M-1"));
         },
         nothing},
        {"signed by another bureau", [&](Json const& m) { return signed_by("ES", m); }, nothing},
        {"no signed message", [](Json const&) { return std::string("plain text"); }, nothing},
        {"a message that does not fit its schema", [&](Json const& m) { return signed_by("FR", with(m, "extra", 1)); },
         nothing},
    };
    int complaints = 0;
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json const message = hub.message("FR", {"DE", "IT"});
      auto parts = hub.parts(message, row.inner(message), hub.keys_of("FR", message));
      row.change(parts);
      Reply const reply = hub.post_parts("FR", parts);
      REQUIRE_MESSAGE(reply.status == 201, reply.text);
      Json const item = hub.items("DE", "message").back();
      auto const mail = hub.opened("DE", item);
      REQUIRE_FALSE(mail);
      CHECK(mail::deserves_complaint(mail.error().code));
      Json document = {{"v", 1},
                       {"id", "DE-E-" + std::to_string(++complaints)},
                       {"iss", "DE"},
                       {"kind", "rejected"},
                       {"reason", "MISMATCH"},
                       {"at", hub.now().time_since_epoch().count()},
                       {"items", {{{"id", message["id"]}, {"ver", 1}, {"obj", item["object"]}}}}};
      Reply const said = hub.post("DE", "/v1/evidence", "application/vnd.huecry.evidence+jws",
                                  hub.sign("DE", envelope::DocumentType::evidence, json::write(document)));
      REQUIRE_MESSAGE(said.status == 201, said.text);
      document["id"] = "DE-E-again-" + std::to_string(complaints);
      CHECK(hub.post("DE", "/v1/evidence", "application/vnd.huecry.evidence+jws",
                     hub.sign("DE", envelope::DocumentType::evidence, json::write(document)))
                .code == "state-conflict");
    }
    CHECK(hub.items("FR", "evidence").size() == std::size(rows));
    CHECK(hub.items("IT", "evidence").size() == std::size(rows));
    CHECK(hub.items("ES", "evidence").empty());
  }

  TEST_CASE("a key that is wrapped for another than it says is the sender's doing") {
    Post hub;
    Json const message = hub.message("FR", {"DE", "IT"});
    auto keys = hub.keys_of("FR", message);
    REQUIRE(keys.size() == 3);
    crypto::PublicKey const first = keys[0].key;
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) keys[i].key = keys[i + 1].key;
    keys.back().key = first;
    auto const inner = hub.compact("FR", envelope::DocumentType::message, message);
    REQUIRE(hub.post_parts("FR", hub.parts(message, inner, keys)).status == 201);
    for (std::string const party : {"DE", "IT"}) {
      auto const mail = hub.opened(party, hub.items(party, "message").front());
      REQUIRE_FALSE(mail);
      CHECK(mail::deserves_complaint(mail.error().code));
    }
  }

  TEST_CASE("the hub cannot exchange what is sealed, nor say of a message what its envelope does not") {
    Post hub;
    hub.sent("FR", {"DE"});
    hub.sent("FR", {"DE"});
    auto const items = hub.items("DE", "message");
    REQUIRE(items.size() == 2);
    for (auto const& change : std::vector<std::function<void(Json&)>>{
             [&](Json& item) { item["sealed"] = items[1]["sealed"]; },
             [&](Json& item) { item["document"] = items[1]["document"]; }, [](Json& item) { item["id"] = "FR-other"; },
             [](Json& item) { item["iss"] = "IT"; }, [](Json& item) { item.erase("sealed"); },
             [&](Json& item) { item["object"] = items[1]["object"]; }}) {
      Json changed = items[0];
      change(changed);
      auto const mail = hub.opened("DE", changed);
      REQUIRE_FALSE(mail);
      CHECK_FALSE(mail::deserves_complaint(mail.error().code));
    }
    CHECK(hub.opened("DE", items[0]));
  }
}
