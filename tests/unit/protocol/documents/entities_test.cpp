#include "protocol/documents/entities.hpp"

#include <doctest/doctest.h>

#include "protocol/documents/blocks.hpp"
#include "protocol/documents/detail/entity_rules.hpp"
#include "protocol/documents/detail/notice_texts.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using json::Json;
namespace inner = documents::detail;

namespace {

Json entities() { return samples::notice("silver")["entities"]; }

Json edited(std::vector<samples::Edit> const& edits) { return samples::edited(entities(), edits); }

}

TEST_SUITE("protocol/documents entities") {
  TEST_CASE("the entities of a sample are in order") {
    auto const checked = documents::check_entities(samples::schemas(), entities());
    CHECK_MESSAGE(checked, (checked ? "" : samples::text_of(checked.error().faults)));
    CHECK(inner::entity_refs({{"entities", entities()}}).size() == 10);
  }

  TEST_CASE("what cannot be is named, by pointer and rule") {
    struct Row {
      char const* name;
      std::vector<samples::Edit> edits;
      std::string pointer, rule;
    };
    Row const rows[] = {
        {"two of one name", {{"/vehicles/0/ref", R"("p1")"}}, "/entities/vehicles/0/ref", "entity-refs"},
        {"a connection of nobody", {{"/connections/0/of", R"("p9")"}}, "/entities/connections/0/of", "entity-refs"},
        {"a connection to nobody", {{"/connections/1/to", R"("a9")"}}, "/entities/connections/1/to", "entity-refs"},
        {"an event nowhere", {{"/events/0/place", R"("l9")"}}, "/entities/events/0/place", "entity-refs"},
        {"an account with a wrong number",
         {{"/accounts/0/iban", R"("ES9121000418450200051333")"}},
         "/entities/accounts/0/iban",
         "iban-check-digits"},
        {"a vessel with a wrong number",
         {{"/vessels/0/vessel/imo", R"("9074728")"}},
         "/entities/vessels/0/vessel/imo",
         "imo-check-digit"},
        {"half a place", {{"/locations/0/longitude", ""}}, "/entities/locations/0/longitude", "place-whole"},
        {"the other half", {{"/locations/0/latitude", ""}}, "/entities/locations/0/latitude", "place-whole"},
        {"a vehicle that nobody can find",
         {{"/vehicles/0", R"({"ref":"v1","kind":"CAR","make":"SEAT"})"}},
         "/entities/vehicles/0",
         "entity-known-by"},
        {"a firearm that nobody can find",
         {{"/firearms/0", R"({"ref":"f1","kind":"PISTOL","calibre":"9 mm"})"}},
         "/entities/firearms/0",
         "entity-known-by"},
        {"a place without one",
         {{"/locations/0", R"({"ref":"l1","country":"ES"})"}},
         "/entities/locations/0",
         "entity-known-by"},
        {"a day that is none",
         {{"/documents/0/issued", R"("2019/02/30")"}},
         "/entities/documents/0/issued",
         "dates-real"},
        {"a name that is not composed",
         {{"/organisations/0/name", "\"Nu\xCC\x81n\""}},
         "/entities/organisations/0/name",
         "names-nfc"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const checked = documents::check_entities(samples::schemas(), edited(row.edits));
      REQUIRE_FALSE(checked);
      CHECK(checked.error().code == Errc::payload_rule);
      CHECK_MESSAGE(samples::names(checked.error().faults, row.pointer), samples::text_of(checked.error().faults));
      CHECK(samples::text_of(checked.error().faults).find("rule " + row.rule) != std::string::npos);
    }
  }

  TEST_CASE("what does not fit the schema is named, by pointer") {
    struct Row {
      char const* name;
      std::vector<samples::Edit> edits;
      std::string pointer;
    };
    Row const rows[] = {
        {"a list of another kind", {{"/ghosts", "[]"}}, "/entities/ghosts"},
        {"no name", {{"/persons/0/ref", ""}}, "/entities/persons/0/ref"},
        {"a latitude off the world", {{"/locations/0/latitude", "90.5"}}, "/entities/locations/0/latitude"},
        {"a vehicle number with an O", {{"/vehicles/0/vin", R"("VSSZZZ5FZHRO12345")"}}, "/entities/vehicles/0/vin"},
        {"a kind that is none", {{"/firearms/0/kind", R"("CANNON")"}}, "/entities/firearms/0/kind"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const checked = documents::check_entities(samples::schemas(), edited(row.edits));
      REQUIRE_FALSE(checked);
      CHECK(checked.error().code == Errc::payload_schema);
      CHECK_MESSAGE(samples::names(checked.error().faults, row.pointer), samples::text_of(checked.error().faults));
    }
    CHECK_FALSE(documents::check_entities(samples::schemas(), Json::object()));
    CHECK_FALSE(documents::check_entities(samples::schemas(), Json::array()));
  }

  TEST_CASE("published account numbers are right, and with any digit changed are not") {
    for (std::string const iban :
         {"DE89370400440532013000", "GB29NWBK60161331926819", "MT84MALT011000012345MTLCAST001S"}) {
      CAPTURE(iban);
      CHECK(inner::is_iban(iban));
      for (std::size_t at = 2; at < iban.size(); ++at) {
        std::string changed = iban;
        changed[at] = changed[at] == '7' ? '8' : '7';
        CHECK_FALSE(inner::is_iban(changed));
      }
    }
    CHECK_FALSE(inner::is_iban(""));
  }

  TEST_CASE("policy can keep back the images of persons and objects, and nothing else goes") {
    Json notice = samples::notice("silver");
    CHECK(documents::has_block(notice, "images"));
    documents::remove_block(notice, "images");
    CHECK_FALSE(documents::has_block(notice, "images"));
    CHECK_FALSE(notice["entities"]["persons"][0]["description"].contains("photos"));
    CHECK_FALSE(notice["entities"]["items"][0]["object"].contains("images"));
    CHECK(notice["entities"]["persons"][0]["description"].contains("hair"));
  }

  TEST_CASE("a notice is found by the numbers of what it is about") {
    std::string const text = inner::search_text_of(samples::notice("silver"));
    for (std::string const word :
         {"4471 klm", "vsszzz5fzhr012345", "es9121000418450200051332", "bhk 2210", "pab113204", "puerto banus"})
      CHECK_MESSAGE(text.find(word) != std::string::npos, word);
  }
}
