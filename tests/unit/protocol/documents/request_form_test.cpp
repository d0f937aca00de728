#include "protocol/documents/request_form.hpp"

#include "protocol/documents/message.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using json::Json;

namespace {

Json request(std::string const& kind) {
  return {{"v", 1},
          {"id", "FR-M-2"},
          {"from", "FR"},
          {"to", {"DE"}},
          {"conv", "FR-M-2"},
          {"act", "request"},
          {"kind", kind},
          {"clock", "SIRENE"},
          {"prio", "urgent"},
          {"handling", "H0"},
          {"created", "2026-11-30T08:00:00Z"},
          {"lang", "ENG"},
          {"subject", "A request"},
          {"body", "In words."}};
}

Json entities() {
  return {{"persons", {{{"ref", "p1"}, {"identity", {{"family_name", "MARTIN"}}}}}},
          {"firearms", {{{"ref", "f1"}, {"kind", "PISTOL"}, {"serial_no", "BHK 2210"}}}},
          {"accounts", {{{"ref", "a1"}, {"kind", "BANK"}, {"iban", "DE89370400440532013000"}}}},
          {"locations", {{{"ref", "l1"}, {"name", "Kehl"}}}}};
}

/// One of each kind, with every member.
Json form(std::string const& kind) {
  if (kind == "INFORMATION")
    return {{"question", "Who owns the van?"},
            {"facts", "Seen at the scene."},
            {"offences", {"PDO"}},
            {"reasons", "German plates."},
            {"link", "Driven by the suspect."},
            {"urgent_because", "He leaves tonight."},
            {"restrictions", "Not for a court."}};
  if (kind == "HIT_CONFIRMATION")
    return {{"item", "2026/1234"},
            {"match", "Name and date of birth; no prints."},
            {"at", "2026-11-30T08:00:00Z"},
            {"place", "Kehl"},
            {"subject", "p1"},
            {"held_until", "2026-11-30T20:00:00Z"}};
  if (kind == "IDENTIFICATION")
    return {
        {"of", "BODY"}, {"question", "Who is it?"}, {"subject", "p1"}, {"found", "l1"}, {"material", {"prints.nist"}}};
  if (kind == "TRACE")
    return {
        {"what", "f1"}, {"questions", {"SALE", "OWNER"}}, {"reason", "Found on the suspect."}, {"since", "2019/00/00"}};
  if (kind == "ARREST_FOLLOW_UP")
    return {{"notice", "2026/1234"},
            {"person", "p1"},
            {"arrested", "2026-11-30T08:00:00Z"},
            {"place", "Kehl"},
            {"authority", "Amtsgericht Kehl"},
            {"needs", {"The request for extradition"}},
            {"needed_by", "2027-01-09T00:00:00Z"},
            {"consents", false}};
  if (kind == "STOP_PAYMENT")
    return {{"amount", 184000.5},
            {"currency", "EUR"},
            {"executed", "2026-11-29T16:20:00Z"},
            {"payer", "a1"},
            {"to", "a1"},
            {"reference", "INV 77"},
            {"stage", "EXECUTED"},
            {"facts", "A false invoice."},
            {"victim", "p1"},
            {"complaint", "PV 12"}};
  return {{"environment", {{"area", "FIS"}, {"product", "Toothfish"}}},
          {"facts", "Landed without a licence."},
          {"agency", "Coast guard"},
          {"case_no", "7"},
          {"offences", {"PEE/FIS"}},
          {"date", "2026/11"},
          {"place", "l1"},
          {"modus_operandi", "Under another flag."},
          {"seized", "212 kg"},
          {"question", "Who is the owner?"}};
}

Json whole(documents::RequestForm const& of) {
  Json message = request(std::string(of.kind));
  message[std::string(of.member)] = form(std::string(of.kind));
  message["entities"] = entities();
  return message;
}

Result<documents::Message> read(Json const& message) {
  return documents::read_message(samples::schemas(), json::write(message));
}

bool is_refused_at(Json const& message, std::string const& pointer) {
  auto const result = read(message);
  return !result && samples::names(result.error().faults, pointer);
}

}

TEST_SUITE("protocol/documents request forms") {
  TEST_CASE("each kind of request has its form, and every kind is in the list") {
    auto const* const kinds = samples::schemas().codes().find("request_kind");
    REQUIRE(kinds != nullptr);
    CHECK(kinds->codes().size() == documents::request_forms().size());
    for (documents::RequestForm const& of : documents::request_forms()) {
      CAPTURE(of.kind);
      CHECK(kinds->contains(of.kind));
      auto const result = read(whole(of));
      CHECK_MESSAGE(result, (result ? "" : samples::text_of(result.error().faults)));
    }
    CHECK(documents::request_form("GOSSIP") == nullptr);
  }

  TEST_CASE("the fields that a form shows are those of the schema, needed ones and others") {
    for (documents::RequestForm const& of : documents::request_forms()) {
      CAPTURE(of.kind);
      Json const full = form(std::string(of.kind));
      auto const fields = documents::form_fields(of);
      CHECK(fields.size() == full.size());
      for (documents::FormField const& field : fields) {
        CAPTURE(field.name);
        CHECK(full.contains(field.name));
        CHECK_FALSE(field.type.empty());
        Json without = whole(of);
        without[std::string(of.member)].erase(field.name);
        CHECK(bool(read(without)) == !field.needed);
      }
    }
  }

  TEST_CASE("a form belongs to its kind, and but for a question in words it must be there") {
    for (documents::RequestForm const& of : documents::request_forms()) {
      CAPTURE(of.kind);
      std::string const pointer = "/" + std::string(of.member);
      Json const bare = request(std::string(of.kind));
      CHECK(bool(read(bare)) == !of.needed);
      if (of.needed) CHECK(is_refused_at(bare, pointer));
      Json other = whole(of);
      other["kind"] = of.kind == "TRACE" ? "INFORMATION" : "TRACE";
      CHECK(is_refused_at(other, pointer));
      Json plain = whole(of);
      plain["act"] = "message";
      plain.erase("kind");
      plain.erase("clock");
      CHECK(is_refused_at(plain, pointer));
    }
  }

  TEST_CASE("what a form names must be in the message, and its moments must be some") {
    struct Row {
      std::string kind, member;
      Json value;
    };
    Row const rows[] = {{"HIT_CONFIRMATION", "subject", "p9"},
                        {"IDENTIFICATION", "found", "l9"},
                        {"TRACE", "what", "f9"},
                        {"ARREST_FOLLOW_UP", "person", "p9"},
                        {"STOP_PAYMENT", "to", "a9"},
                        {"STOP_PAYMENT", "payer", "a9"},
                        {"STOP_PAYMENT", "victim", "p9"},
                        {"ECOMESSAGE", "place", "l9"},
                        {"HIT_CONFIRMATION", "at", "2026-02-30T08:00:00Z"},
                        {"ARREST_FOLLOW_UP", "needed_by", "2026-13-01T08:00:00Z"},
                        {"STOP_PAYMENT", "executed", "2026-11-30T25:00:00Z"},
                        {"TRACE", "since", "2019/02/30"},
                        {"ECOMESSAGE", "date", "2026/13"}};
    for (Row const& row : rows) {
      CAPTURE(row.kind);
      CAPTURE(row.member);
      auto const* const of = documents::request_form(row.kind);
      Json message = whole(*of);
      message[std::string(of->member)][row.member] = row.value;
      CHECK(is_refused_at(message, "/" + std::string(of->member) + "/" + row.member));
    }
  }

  TEST_CASE("a result belongs to an answer") {
    Json answer = request("INFORMATION");
    answer.update({{"act", "answer"}, {"of", "DE-M-1"}, {"conv", "DE-M-1"}, {"result", "FOUND"}});
    answer.erase("kind");
    answer.erase("clock");
    CHECK(read(answer));
    answer["result"] = "PERHAPS";
    CHECK(is_refused_at(answer, "/result"));
    Json asked = request("INFORMATION");
    asked["result"] = "FOUND";
    CHECK(is_refused_at(asked, "/result"));
  }
}
