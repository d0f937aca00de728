#include "gateway/convert/interpol.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "protocol/documents/notice.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

using namespace huecry;
using namespace huecry::convert;

namespace {

ImportContext context(PublicKind kind = PublicKind::detect) {
  return {*CountryCode::parse("SG"), std::chrono::sys_days(std::chrono::year(2026) / 11 / 24), kind};
}

/// Why nothing was imported, for the message of a failure.
std::string why(Result<std::vector<Imported>> const& result) {
  if (result) return "";
  std::string text = result.error().detail;
  for (auto const& fault : result.error().faults) text += "\n" + fault.pointer + ": " + fault.message;
  return text;
}

std::string sample(std::string const& name) {
  std::ifstream file(HUECRY_SAMPLES_DIR "/interpol/" + name, std::ios::binary);
  REQUIRE(file);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

json::Json payload_of(Imported const& imported) {
  json::ReadOptions options;
  options.fractions = true;
  return *json::read(imported.payload, options);
}

}

TEST_SUITE("gateway/convert public notices") {
  TEST_CASE("a page becomes a notice for each record, with its source named") {
    auto const notices = import_interpol(sample("page_red.json"), context());
    REQUIRE_MESSAGE(notices, why(notices));
    REQUIRE(notices->size() == 3);
    auto const first = payload_of(notices->front());
    CHECK(first["id"] == "SG-IMP-2023.12345");
    CHECK(first["import"]["source_id"] == "2023/12345");
    CHECK(first["identity"]["family_name"] == "MUSTERMANN");
  }

  TEST_CASE("unknown, absent and placeholder stay apart") {
    auto const notices = import_interpol(sample("page_red.json"), context());
    REQUIRE_MESSAGE(notices, why(notices));
    CHECK(payload_of((*notices)[1])["identity"]["forename"] == "-");
    CHECK(payload_of((*notices)[1])["identity"]["date_of_birth"] == "1985/03/00");
    CHECK_FALSE(payload_of((*notices)[2])["identity"].contains("forename"));
    CHECK_FALSE(payload_of((*notices)[2])["identity"].contains("nationalities"));
    auto const detail = import_interpol(sample("detail_red.json"), context());
    REQUIRE_MESSAGE(detail, why(detail));
    auto const body = payload_of(detail->front())["description"];
    CHECK(body["weight"] == 0);
    CHECK(body["height"] == 1.825);
    CHECK_FALSE(body.contains("distinguishing_marks"));
    CHECK(body["hair"][0] == "YELB");
  }

  TEST_CASE("each kind of record is detected and becomes its colour") {
    struct Row {
      std::string file;
      documents::Colour colour;
    };
    for (Row const& row :
         {Row{"detail_red.json", documents::Colour::red}, Row{"detail_yellow.json", documents::Colour::yellow},
          Row{"detail_un_person.json", documents::Colour::unsc}}) {
      CAPTURE(row.file);
      auto const notices = import_interpol(sample(row.file), context());
      REQUIRE_MESSAGE(notices, why(notices));
      CHECK(notices->front().colour == row.colour);
    }
  }

  TEST_CASE("what is no record of the interface is refused as a whole") {
    struct Row {
      std::string name;
      std::string text;
      Errc code;
    };
    Row const rows[] = {
        {"not JSON", "{", Errc::json_invalid},
        {"an array", "[]", Errc::request_malformed},
        {"no identifier", R"({"name":"X"})", Errc::request_malformed},
        {"a date that is none", R"({"entity_id":"2020/1","name":"X","date_of_birth":"1980/13/01"})",
         Errc::payload_rule},
        {"one bad record in a page", R"({"_embedded":{"notices":[{"entity_id":"2020/1","name":"X"},7]}})",
         Errc::request_malformed}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const notices = import_interpol(row.text, context());
      REQUIRE_FALSE(notices);
      std::string const detail = notices.error().detail;
      CAPTURE(detail);
      bool const as_expected = notices.error().code == row.code ||
                               (row.code == Errc::payload_rule && notices.error().code == Errc::payload_schema);
      CHECK(as_expected);
    }
  }
}
