#include "protocol/documents/message.hpp"

#include <doctest/doctest.h>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::MessageAct;
using json::Json;

namespace {

std::string digest(std::string_view of) { return to_base64url(crypto::sha256(of)); }

/// What both have in common.
Json head(std::string const& act) {
  Json head = {{"v", 1},           {"id", "FR-M-2"}, {"from", "FR"},     {"to", {"DE", "IT"}},
               {"conv", "FR-M-2"}, {"act", act},     {"prio", "urgent"}, {"handling", "H1"}};
  if (act == "request") head.update({{"kind", "INFORMATION"}, {"clock", "EU_URGENT_DIRECT"}});
  if (act == "answer" || act == "refuse" || act == "pause") head.update({{"of", "DE-M-1"}, {"conv", "DE-M-1"}});
  if (act == "refuse") head["refusal"] = "NOT_AVAILABLE";
  if (act == "pause") head.update({{"pause", "JUDICIAL_AUTHORISATION"}, {"until", "2027-03-01T00:00:00Z"}});
  return head;
}

Json blobs() { return {{{"ct256", digest("sealed")}, {"len", 1072}}}; }

Json envelope(std::string const& act = "message") {
  Json envelope = head(act);
  envelope.update({{"exp", 1'800'000'000}, {"jwe256", digest("jwe")}, {"jwe_len", 4096}, {"commit", digest("inner")}});
  return envelope;
}

Json message(std::string const& act = "message") {
  Json message = head(act);
  message.update({{"created", "2026-11-30T08:00:00Z"},
                  {"lang", "ENG"},
                  {"subject", "Vehicle seen"},
                  {"body", "One line.\nAnother."}});
  return message;
}

Json attachment() {
  return {{"name", "photo.jpg"},       {"mime", "image/jpeg"}, {"size", 1000},        {"pt256", digest("plain")},
          {"ct256", digest("sealed")}, {"len", 1072},          {"key", digest("key")}};
}

Json twice(Json list) {
  list.push_back(list.front());
  return list;
}

Json with(Json document, std::string const& member, Json value) {
  document[member] = std::move(value);
  return document;
}

Json without(Json document, std::string const& member) {
  document.erase(member);
  return document;
}

Result<documents::MessageEnvelope> read(Json const& document) {
  return documents::read_message_envelope(samples::schemas(), json::write(document));
}

Result<documents::Message> read_inner(Json const& document) {
  return documents::read_message(samples::schemas(), json::write(document));
}

std::string pointer_of(auto const& result) {
  REQUIRE_FALSE(result);
  REQUIRE_FALSE(result.error().faults.empty());
  return result.error().faults.front().pointer;
}

}

TEST_SUITE("protocol/documents message") {
  TEST_CASE("an envelope says who writes to whom, how urgent it is, and what is sealed") {
    auto const read_back = read(with(envelope(), "att", blobs()));
    REQUIRE(read_back);
    CHECK(read_back->id == "FR-M-2");
    CHECK(read_back->from.text() == "FR");
    CHECK(read_back->to == CountrySet{*CountryCode::parse("DE"), *CountryCode::parse("IT")});
    CHECK(read_back->act == MessageAct::message);
    CHECK(read_back->urgency == documents::Urgency::urgent);
    CHECK(read_back->sealed == crypto::sha256("jwe"));
    CHECK(read_back->sealed_bytes == 4096);
    CHECK(read_back->commit == crypto::sha256("inner"));
    REQUIRE(read_back->attachments.size() == 1);
    CHECK(read_back->attachments.front() == documents::SealedBlob{crypto::sha256("sealed"), 1072});
  }

  TEST_CASE("a request says what it asks for and within which time, an answer what it answers") {
    auto const request = read(envelope("request"));
    REQUIRE(request);
    CHECK(request->kind == "INFORMATION");
    REQUIRE(request->limit);
    CHECK(life::k_limit_profiles[*request->limit].name == "EU_URGENT_DIRECT");
    for (char const* const act : {"answer", "refuse", "pause"}) {
      CAPTURE(act);
      auto const reply = read(envelope(act));
      REQUIRE(reply);
      CHECK(documents::is_reply(reply->act));
      CHECK(reply->of == "DE-M-1");
      CHECK(reply->asker.text() == "DE");
    }
    CHECK(read(envelope("refuse"))->reason == "NOT_AVAILABLE");
    CHECK(read(envelope("pause"))->until);
  }

  TEST_CASE("what an act does not have, or lacks, is named") {
    struct Row {
      char const* name;
      Json document;
      char const* pointer;
    };
    for (Row const& row : {
             Row{"a message with a kind", with(envelope(), "kind", "TRACE"), "/kind"},
             Row{"a request without a time limit", without(envelope("request"), "clock"), "/clock"},
             Row{"an answer to nothing", without(envelope("answer"), "of"), "/of"},
             Row{"an answer that does not go to who asked", with(envelope("answer"), "to", Json::array({"IT"})), "/to"},
             Row{"a refusal without a reason", without(envelope("refuse"), "refusal"), "/refusal"},
             Row{"a pause without an end", without(envelope("pause"), "until"), "/until"},
             Row{"a pause until no day", with(envelope("pause"), "until", "2027-02-30T00:00:00Z"), "/until"},
             Row{"another's id", with(envelope(), "id", "DE-M-2"), "/id"},
             Row{"to the sender", with(envelope(), "to", Json::array({"DE", "FR"})), "/to/1"},
             Row{"to nobody known", with(envelope(), "to", Json::array({"QQ"})), "/to/0"},
             Row{"in a conversation of nobody", with(envelope(), "conv", "QQ-1"), "/conv"},
             Row{"an attachment twice", with(envelope(), "att", twice(blobs())), "/att/1/ct256"},
             Row{"a digest with stray bits", with(envelope(), "commit", digest("x").substr(0, 42) + "B"), "/commit"},
         }) {
      CAPTURE(row.name);
      CHECK(pointer_of(read(row.document)) == row.pointer);
    }
    CHECK_FALSE(read(with(envelope(), "to", Json::array({"DE", "DE"}))));
    CHECK_FALSE(read(with(envelope(), "to", Json::array())));
    CHECK_FALSE(read(with(envelope(), "subject", "not for the hub")));
    CHECK_FALSE(read(with(envelope(), "crit", "x")));
  }

  TEST_CASE("a message reads back with its attachments and what was forwarded") {
    Json document = message();
    document["att"] = Json::array({attachment()});
    document["after"] = Json::array({{{"id", "DE-M-1"}, {"to", {"FR"}}}});
    document["fwd"] = Json::array({"eyJ.eyJ.c2ln"});
    auto const inner = read_inner(document);
    REQUIRE(inner);
    CHECK(inner->subject == "Vehicle seen");
    REQUIRE(inner->attachments.size() == 1);
    CHECK(inner->attachments.front().sealed.bytes == 1072);
    CHECK(Digest{inner->attachments.front().key.bytes} == crypto::sha256("key"));
    REQUIRE(inner->after.size() == 1);
    CHECK(inner->after.front().to == CountrySet{*CountryCode::parse("FR")});
    CHECK(inner->forwarded == std::vector<std::string>{"eyJ.eyJ.c2ln"});
  }

  TEST_CASE("names of files that lead elsewhere, and texts with control characters, are refused") {
    for (char const* const name : {"../keys", "a/b", "a\\b", ".profile", ""}) {
      CAPTURE(name);
      CHECK_FALSE(read_inner(with(message(), "att", Json::array({with(attachment(), "name", name)}))));
    }
    CHECK(read_inner(with(message(), "att", Json::array({with(attachment(), "name", "Bericht Nr. 1 – final.pdf")}))));
    CHECK_FALSE(read_inner(with(message(), "subject", "two\nlines")));
    CHECK_FALSE(read_inner(with(message(), "body", "bell \a")));
  }

  TEST_CASE("a probe goes to whoever takes part, the sender too, and its echo to the one who asked alone") {
    Json probe = with(message("probe"), "to", Json::array({"DE", "FR"}));
    probe["nonce"] = digest("lot");
    CHECK(read_inner(probe));
    CHECK(pointer_of(read_inner(without(probe, "nonce"))) == "/nonce");
    CHECK(pointer_of(read_inner(with(message(), "nonce", digest("lot")))) == "/nonce");
    CHECK(pointer_of(read_inner(with(probe, "reply_to", "DE-M-1"))) == "/reply_to");
    Json echo = with(message("echo"), "to", Json::array({"DE"}));
    echo.update({{"of", "DE-M-1"}, {"nonce", digest("lot")}});
    CHECK(read_inner(echo));
    CHECK(pointer_of(read_inner(with(echo, "to", Json::array({"DE", "IT"})))) == "/to");
    CHECK(pointer_of(read_inner(with(echo, "to", Json::array({"IT"})))) == "/to");
    CHECK(pointer_of(read_inner(without(echo, "of"))) == "/of");
    for (char const* const act : {"probe", "echo"}) {
      auto const kind = documents::message_act(act);
      CHECK(documents::is_canary(*kind));
      CHECK_FALSE(documents::is_reply(*kind));
    }
  }

  TEST_CASE("a request may have keyed hashes, of an entity that it names inside") {
    Json const hints = {{{"key", "nordic.2026-11"}, {"tag", digest("subject")}}};
    auto const outside = read(with(envelope("request"), "hints", hints));
    REQUIRE(outside);
    CHECK(outside->hints == std::vector<documents::Hint>{{"nordic.2026-11", crypto::sha256("subject")}});
    CHECK(read_inner(with(with(message("request"), "hints", hints), "hinted", "p1")));
    CHECK(pointer_of(read_inner(with(message("request"), "hints", hints))) == "/hinted");
    CHECK(pointer_of(read(with(envelope(), "hints", hints))) == "/hints");
    Json stray = hints;
    stray[0]["tag"] = digest("x").substr(0, 42) + "B";
    CHECK(pointer_of(read(with(envelope("request"), "hints", stray))) == "/hints/0/tag");
    for (char const* const key : {"nordic", "Nordic.1", "nordic.", "a.b.c"}) {
      CAPTURE(key);
      stray = hints;
      stray[0]["key"] = key;
      CHECK_FALSE(read(with(envelope("request"), "hints", stray)));
    }
    CHECK_FALSE(read(with(envelope("request"), "hints", Json(5, hints[0]))));
  }

  TEST_CASE("inside must be what the envelope promises, member for member") {
    auto const checked = [](Json const& outside, Json const& inside) {
      return documents::check_promise(json::write(outside), json::write(inside));
    };
    for (char const* const act : {"message", "request", "answer", "refuse", "pause"})
      CHECK(checked(envelope(act), message(act)));
    struct Row {
      char const* name;
      char const* act;
      char const* member;
      Json value;
    };
    for (Row const& row :
         {Row{"under another id", "message", "id", "FR-M-3"}, Row{"by another bureau", "message", "from", "BE"},
          Row{"to one more", "message", "to", Json::array({"DE", "IT", "ES"})},
          Row{"to one fewer", "message", "to", Json::array({"DE"})},
          Row{"in another conversation", "message", "conv", "FR-M-1"},
          Row{"as another act", "message", "act", "request"}, Row{"of another kind", "request", "kind", "TRACE"},
          Row{"within another time", "request", "clock", "SIRENE"}, Row{"of another request", "answer", "of", "DE-M-9"},
          Row{"for another reason", "refuse", "refusal", "SAFETY"},
          Row{"until another day", "pause", "until", "2027-04-01T00:00:00Z"},
          Row{"less urgent", "message", "prio", "routine"}, Row{"under other conditions", "message", "handling", "H0"},
          Row{"as a reply", "message", "reply_to", "DE-M-1"},
          Row{"with keyed hashes", "request", "hints", {{{"key", "nordic.1"}, {"tag", digest("subject")}}}}}) {
      CAPTURE(row.name);
      auto const result = checked(envelope(row.act), with(message(row.act), row.member, row.value));
      CHECK(pointer_of(result) == "/" + std::string(row.member));
      CHECK(result.error().code == Errc::seal_mismatch);
    }
    Json const outside = with(envelope(), "att", blobs());
    CHECK(checked(outside, with(message(), "att", Json::array({attachment()}))));
    CHECK(pointer_of(checked(outside, message())) == "/att");
    CHECK(pointer_of(checked(envelope(), with(message(), "att", Json::array({attachment()})))) == "/att");
    CHECK(pointer_of(checked(outside, with(message(), "att", Json::array({with(attachment(), "len", 1073)})))) ==
          "/att");
  }
}
