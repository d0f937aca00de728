#include "gateway/convert/interpol.hpp"

#include "protocol/documents/notice.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using namespace std::chrono_literals;
using convert::ImportContext;
using convert::Imported;
using convert::PublicKind;
using documents::Colour;
using json::Json;

namespace {

ImportContext context(PublicKind kind = PublicKind::detect) {
  ImportContext result;
  result.iss = *CountryCode::parse("SG");
  result.retrieved = std::chrono::sys_days(2026y / 3 / 14);
  result.kind = kind;
  return result;
}

std::string file(std::string const& name) { return samples::read_file("tests/samples/interpol/" + name + ".json"); }

std::vector<Imported> imported(std::string const& text, PublicKind kind = PublicKind::detect) {
  auto notices = convert::import_interpol(text, context(kind));
  REQUIRE_MESSAGE(notices, notices.error().detail << " " << samples::text_of(notices.error().faults));
  return *notices;
}

Json payload_of(Imported const& notice) { return *json::read(notice.payload, {.fractions = true}); }
Json one(std::string const& name) {
  auto const notices = imported(file(name));
  REQUIRE(notices.size() == 1);
  return payload_of(notices[0]);
}

/// The record of detail_red with one change.
std::string changed(std::string const& pointer, std::string const& value) {
  Json const record = *json::read(file("detail_red"), {.fractions = true});
  return samples::edited(record, {{pointer, value}}).dump();
}

}

TEST_SUITE("gateway/convert interpol") {
  TEST_CASE("a red record keeps everything it says, and marks what it does not") {
    Json const notice = one("detail_red");
    CHECK(notice["id"] == "SG-IMP-2023.12345");
    CHECK(notice["iss"] == "SG");
    CHECK(notice["colour"] == "RED");
    CHECK(notice["issued"] == "2026/03/14");
    CHECK(notice["review_on"] == "2027/03/14");
    CHECK(notice["import"]["source"] == "INTERPOL_PUBLIC");
    CHECK(notice["import"]["source_id"] == "2023/12345");
    CHECK(notice["import"]["retrieved"] == "2026/03/14");
    Json const& identity = notice["identity"];
    CHECK(identity["family_name"] == "MUSTERMANN");
    CHECK(identity["forename"] == "MAX");
    CHECK(identity["date_of_birth"] == "1980/05/01");
    CHECK(identity["place_of_birth"] == "KÖLN");
    CHECK(identity["nationalities"].size() == 2);
    CHECK(identity["nationalities"][1]["country"] == "914");
    CHECK_FALSE(identity["nationalities"][0].contains("confirmed"));
    CHECK(notice["description"]["height"] == 1.825);
    CHECK(notice["description"]["weight"] == 0);
    CHECK(notice["description"]["distinguishing_marks"] == "Scar on the chin; tattoo on the left arm");
    Json const& warrants = notice["judicial"]["warrants"];
    REQUIRE(warrants.size() == 2);
    CHECK(warrants[0]["country"] == "DE");
    CHECK(warrants[0]["charge"] == "Betrug in besonders schwerem Fall\r\nBildung einer kriminellen Vereinigung");
    CHECK_FALSE(warrants[0].contains("charge_translation"));
    CHECK(warrants[1]["charge_translation"] == "Money laundering");
    CHECK(notice["judicial"]["unknown"] == Json::array({"extradition"}));
    CHECK(notice["facts"]["date"] == "0000/00/00");
    CHECK(notice["facts"]["unknown"] == Json::array({"summary", "place", "offences"}));
  }

  TEST_CASE("null is absent, 0 and a dash and a bare year are kept") {
    Json const notice = one("detail_red_sparse");
    Json const& identity = notice["identity"];
    CHECK(identity["forename"] == "-");
    CHECK(identity["date_of_birth"] == "1961");
    CHECK(identity["sex"] == "U");
    for (std::string const member : {"nationalities", "languages", "country_of_birth", "place_of_birth"})
      CHECK_MESSAGE(!identity.contains(member), member);
    CHECK_FALSE(notice["description"].contains("height"));
    CHECK_FALSE(notice["description"].contains("eyes"));
    CHECK(notice["description"]["hair"] == Json::array());
    CHECK(notice["judicial"]["warrants"][0]["country"] == "922");
  }

  TEST_CASE("a yellow record becomes an event") {
    Json const notice = one("detail_yellow");
    CHECK(notice["colour"] == "YELLOW");
    CHECK(notice["status_of_person"] == "missing");
    CHECK(notice["event"]["date"] == "2025/03/01");
    CHECK(notice["event"]["place"] == "ATHENS");
    CHECK(notice["event"]["unknown"] == Json::array({"circumstances"}));
    CHECK(notice["identity"]["name_at_birth"] == "NIKOLAOU");
    CHECK(notice["identity"]["father"]["forename"] == "SPYRIDON");
    CHECK(notice["identity"]["mother"]["family_name"] == "GEORGIOU");
  }

  TEST_CASE("UN records become sanctions on a person or an entity") {
    Json const person = one("detail_un_person");
    CHECK(person["colour"] == "UNSC");
    CHECK(person["sanctions"]["un_reference"] == "QDi.871");
    CHECK(person["sanctions"]["purposes"].size() == 2);
    CHECK(person["identity"]["date_of_birth"] == "1974/00/00");
    CHECK(person["identity"]["family_name_original_script"] == "الأنصاري");
    CHECK(person["identity"]["aliases"] == Json::array({"ABU OMAR", "OMAR AL-MOSULI"}));
    CHECK(person["identity"]["documents"][0]["number"] == "Passport A1234567, Iraq");
    CHECK(person["identity"]["addresses"][0] == "Al Rasheed Street, Mosul");
    CHECK(person["identity"]["occupation"] == "Money changer");
    CHECK_FALSE(person.contains("description"));

    Json const entity = one("detail_un_entity");
    CHECK(entity["identity"]["entity_name"] == "DESERT STAR EXCHANGE");
    CHECK_FALSE(entity["identity"].contains("family_name"));
    CHECK(entity["sanctions"]["chamber_of_commerce"] == "Basra");
    CHECK(entity["sanctions"]["formerly_known_as"] == Json::array({"DESERT MOON EXCHANGE"}));
    CHECK(entity["status_of_person"] == "none");
  }

  TEST_CASE("a page becomes as many notices, with what a list shows") {
    struct Row {
      std::string name;
      std::size_t count;
      Colour colour;
    };
    Row const rows[] = {{"page_red", 5, Colour::red}, {"page_yellow", 2, Colour::yellow}, {"page_un", 2, Colour::unsc}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const notices = imported(file(row.name));
      CHECK(notices.size() == row.count);
      for (Imported const& notice : notices) {
        auto const read = documents::read_notice(samples::schemas(), notice.payload);
        REQUIRE(read);
        CHECK(read->colour == row.colour);
        CHECK(notice.colour == row.colour);
        CHECK(read->imported);
        CHECK(notice.ignored.empty());
      }
    }
    CHECK(imported(file("page_empty")).empty());
    Json const kim = payload_of(imported(file("page_red"))[3]);
    CHECK_FALSE(kim["identity"].contains("forename"));
    CHECK(kim["judicial"]["unknown"] == Json::array({"warrants", "extradition"}));
  }

  TEST_CASE("the same record on the same day gives the same bytes") {
    CHECK(imported(file("detail_red"))[0].payload == imported(file("detail_red"))[0].payload);
  }

  TEST_CASE("links say what a record is, then its members, or the caller") {
    CHECK(imported(changed("/_links", ""))[0].colour == Colour::red);
    Json bare = *json::read(R"({"entity_id":"2023/1","name":"X","date_of_birth":"1990"})");
    CHECK(convert::import_interpol(bare.dump(), context()).error().code == Errc::request_malformed);
    CHECK(imported(bare.dump(), PublicKind::yellow)[0].colour == Colour::yellow);
    CHECK(imported(bare.dump(), PublicKind::un_person)[0].colour == Colour::unsc);
  }

  TEST_CASE("members without a place in notices are named, not dropped in silence") {
    auto const notices = imported(changed("/eye_glasses", "true"));
    std::vector<std::string> const expected{"eye_glasses"};
    CHECK(notices[0].ignored == expected);
  }

  TEST_CASE("a record that cannot become a notice is refused with the place of the fault") {
    struct Row {
      std::string name, text;
      Errc code;
      std::string pointer;
    };
    Row const rows[] = {
        {"not JSON", "{", Errc::json_invalid, ""},
        {"a number", "5", Errc::request_malformed, ""},
        {"a duplicate key", R"({"entity_id":"1","entity_id":"2"})", Errc::json_invalid, ""},
        {"a list", "[]", Errc::request_malformed, ""},
        {"no id", changed("/entity_id", "null"), Errc::request_malformed, "/entity_id"},
        {"a name that is a number", changed("/name", "7"), Errc::request_malformed, "/name"},
        {"a height in words", changed("/height", R"("tall")"), Errc::request_malformed, "/height"},
        {"nationalities as text", changed("/nationalities", R"("DE")"), Errc::request_malformed, "/nationalities"},
        {"a nationality as number", changed("/nationalities/1", "49"), Errc::request_malformed, "/nationalities/1"},
        {"a warrant as text", changed("/arrest_warrants/1", R"("x")"), Errc::request_malformed, "/arrest_warrants/1"},
        {"a charge as list", changed("/arrest_warrants/0/charge", "[]"), Errc::request_malformed,
         "/arrest_warrants/0/charge"},
        {"an unknown nationality", changed("/nationalities/0", R"("QQ")"), Errc::payload_schema,
         "/identity/nationalities/0/country"},
        {"an unknown hair code", changed("/hairs_id/0", R"("PINK")"), Errc::payload_schema, "/description/hair/0"},
        {"30 February", changed("/date_of_birth", R"("1980/02/30")"), Errc::payload_rule, "/identity/date_of_birth"},
        {"no name at all",
         samples::edited(*json::read(changed("/name", "null"), {.fractions = true}), {{"/forename", "null"}}).dump(),
         Errc::payload_rule, "/identity"},
        {"an id with a space", changed("/entity_id", R"("2023 1")"), Errc::payload_schema, "/id"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const notices = convert::import_interpol(row.text, context());
      REQUIRE_FALSE(notices);
      CHECK(notices.error().code == row.code);
      if (!row.pointer.empty())
        CHECK_MESSAGE(samples::names(notices.error().faults, row.pointer), samples::text_of(notices.error().faults));
    }
  }

  TEST_CASE("one bad record of a page stops the page, and is named") {
    Json page = *json::read(file("page_red"), {.fractions = true});
    page["_embedded"]["notices"][2]["name"] = 5;
    auto const notices = convert::import_interpol(page.dump(), context());
    REQUIRE_FALSE(notices);
    CHECK(samples::names(notices.error().faults, "/_embedded/notices/2/name"));
  }
}
