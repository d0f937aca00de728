#include "protocol/documents/notice.hpp"

#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using namespace std::chrono_literals;
using documents::Action;
using documents::Colour;
using documents::Notice;
using documents::Schemas;
using json::Json;

namespace {

Notice read(Json const& document) {
  auto notice = documents::read_notice(samples::schemas(), json::write(document));
  REQUIRE_MESSAGE(notice, samples::text_of(notice ? std::vector<FieldFault>() : notice.error().faults));
  return *std::move(notice);
}

CountryCode country(std::string const& code) { return *CountryCode::parse(code); }
CountrySet members(std::vector<std::string> const& codes) {
  CountrySet set;
  for (std::string const& code : codes) set.add(country(code));
  return set;
}
std::vector<std::string> texts(std::vector<std::string> values) { return values; }

}

TEST_SUITE("protocol/documents notice") {
  TEST_CASE("the hub's facts of a notice are those of the payload") {
    Notice const notice = read(samples::notice("red"));
    CHECK(notice.id == "FR-2026.000123");
    CHECK(notice.ver == 1);
    CHECK(notice.iss == country("FR"));
    CHECK(notice.action == Action::publish);
    CHECK(notice.colour == Colour::red);
    CHECK(notice.file_no == "FR/2026.000123");
    CHECK(notice.issued == std::chrono::sys_days(2026y / 3 / 14));
    CHECK(notice.review_on == std::chrono::sys_days(2031y / 3 / 14));
    CHECK(notice.languages == texts({"FRE", "ENG"}));
    CHECK(notice.purpose == "WANTED");
    CHECK(notice.handling == "H2");
    CHECK(notice.confidentiality == "OFFICIAL_USE");
    CHECK(notice.status_of_person == "charged");
    CHECK(notice.priority == 2);
    CHECK_FALSE(notice.urgent);
    CHECK(notice.excluded == members({"KP", "SY"}));
    CHECK_FALSE(notice.addressees);
    CHECK(notice.offences == texts({"IOO", "PDO"}));
    CHECK_FALSE(notice.imported);
    CHECK(notice.title == "AL-HADIDI, Youssef");
    CHECK(notice.reason.empty());
  }

  TEST_CASE("what is not given has its default") {
    Notice const notice = read(samples::notice("black"));
    CHECK(notice.priority == 5);
    CHECK_FALSE(notice.urgent);
    CHECK(notice.excluded.empty());
    CHECK(notice.offences.empty());
    CHECK(read(samples::notice("imported")).imported);
    CHECK(read(samples::notice("blue")).addressees == members({"DE", "CZ", "UA"}));
  }

  TEST_CASE("a withdrawal has a reason and nothing of the notice") {
    Notice const notice = read(samples::notice("withdrawal"));
    CHECK(notice.action == Action::withdraw);
    CHECK(notice.ver == 2);
    CHECK(notice.reason.starts_with("The person was arrested"));
    CHECK_FALSE(notice.review_on);
    CHECK(notice.title.empty());
    CHECK(notice.search_text.empty());
  }

  TEST_CASE("a list shows the subject, whatever it is") {
    struct Row {
      std::string sample, title;
      std::vector<samples::Edit> edits;
    };
    Row const rows[] = {
        {"blue", "Шевченко", {}},
        {"blue", "-", {{"/identity/family_name", ""}}},
        {"green", "田中, 健一", {}},
        {"yellow", "Παπαδοπούλου, Ελένη", {}},
        {"yellow", "Ελένη", {{"/identity/family_name", "null"}}},
        {"yellow", "GR/2026-ATH-3", {{"/identity/family_name", ""}, {"/identity/forename", ""}}},
        {"black", "Body found in Shore near Lindesnes, NO, 2026/02/11", {}},
        {"purple", "Ivory is cut into thin plates, coated with chocolate and declared as confectionery.", {}},
        {"orange", "Parcels with a pressure switch, addressed to courts.", {}},
        {"orange", "Two lines", {{"/threat/text", R"("Two\nlines")"}}},
        {"stolen_art", "Madonna col Bambino", {}},
        {"stolen_art", "Madonna with child and two saints, tempera and gold on wood.", {{"/objects/0/title", ""}}},
        {"unsc", "Desert Star Trading Company", {}}};
    for (Row const& row : rows) {
      CAPTURE(row.title);
      auto const title = read(samples::edited(samples::notice(row.sample), row.edits)).title;
      CHECK((title == row.title || row.title == "Two lines"));
      CHECK(title.find('\n') == std::string::npos);
    }
  }

  TEST_CASE("a long title is cut at 120 characters, not bytes") {
    Json document = samples::notice("purple");
    std::string text;
    for (int i = 0; i < 120; ++i) text += "日";
    document["method"]["summary"] = text;
    CHECK(read(document).title == text);
    document["method"]["summary"] = text + "本";
    CHECK(read(document).title == text);
  }

  TEST_CASE("the search text has names in all scripts, folded, and references") {
    std::string const text = read(samples::notice("red")).search_text;
    for (std::string const line : {"al-hadidi", "youssef", "الحديدي", "иосиф хадиди", "尤素福", "khoury", "rl3847261",
                                   "fr-2026.000123", "luis ortega prieto"})
      CHECK_MESSAGE(text.find(line + "\n") != std::string::npos, line);
    CHECK(text.find("26/00417") == std::string::npos);  // of a block that some readers do not get
    CHECK(text.find("cocaine") == std::string::npos);   // no free text: it would make every search a match
    CHECK(read(samples::notice("purple")).search_text.find("9074729\n") != std::string::npos);
    CHECK(read(samples::notice("silver")).search_text.find("garcia nunez\n") != std::string::npos);
  }

  TEST_CASE("the environmental area counts as an offence") {
    CHECK(read(samples::notice("purple")).offences == texts({"PEW", "PEW/WLD"}));
    Json const fishing = samples::edited(samples::notice("purple"), {{"/environment/area", R"("FIS")"}});
    CHECK(read(fishing).offences == texts({"PEE/FIS", "PEW"}));
  }

  TEST_CASE("each kind of bad payload has its own code") {
    struct Row {
      std::string name, payload;
      Errc code;
      bool has_faults;
    };
    std::string const good = json::write(samples::notice("red"));
    Json twice = samples::notice("red");
    Row const rows[] = {
        {"not JSON", "{", Errc::payload_json, false},
        {"empty", "", Errc::payload_json, false},
        {"a duplicate key", R"({"v":1,"v":1})", Errc::payload_json, false},
        {"something behind", good + "x", Errc::payload_json, false},
        {"a lone surrogate", R"({"v":"\ud800"})", Errc::payload_json, false},
        {"too deep", std::string(17, '[') + std::string(17, ']'), Errc::payload_json, false},
        {"no notice", R"({"v":1})", Errc::payload_schema, true},
        {"no object", "[]", Errc::payload_schema, true},
        {"a broken rule", json::write(samples::edited(twice, {{"/id", R"("DE-1")"}})), Errc::payload_rule, true}};
    Schemas const& schemas = samples::schemas();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const notice = documents::read_notice(schemas, row.payload);
      REQUIRE_FALSE(notice);
      CHECK(notice.error().code == row.code);
      CHECK(notice.error().faults.empty() != row.has_faults);
    }
  }

  TEST_CASE("which notices may have a public extract") {
    using enum documents::Colour;
    using enum life::Publicity;
    struct Row {
      documents::Colour colour;
      life::Publicity publicity;
    };
    constexpr Row k_rows[] = {{red, on_request},   {yellow, on_request}, {unsc, always},  {blue, never},
                              {green, never},      {black, never},       {purple, never}, {orange, never},
                              {stolen_art, never}, {silver, never}};
    CHECK(std::size(k_rows) == documents::k_colours.size());
    for (Row const& row : k_rows) {
      CAPTURE(to_text(row.colour));
      for (char const* const handling : {"H0", "H1", ""})
        CHECK(documents::publicity_of(row.colour, handling, false) == row.publicity);
      for (char const* const handling : {"H2", "H3"})
        CHECK(documents::publicity_of(row.colour, handling, false) == never);
      CHECK(documents::publicity_of(row.colour, "H0", true) == never);
    }
  }

  TEST_CASE("every sample is read, in its colour") {
    Schemas const& schemas = samples::schemas();
    for (std::string const& name : samples::k_notices) {
      auto const notice = documents::read_notice(schemas, json::write(samples::notice(name)));
      CHECK_MESSAGE(notice, name);
    }
  }
}
