#include "protocol/documents/detail/notice_rules.hpp"

#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/documents/notice.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::Schemas;
using json::Json;
using samples::Edit;

namespace {

/// One change of a sample, and the fault that it must lead to: pointer and rule. Empty: it must still be taken.
struct Row {
  std::string name, sample;
  std::vector<Edit> edits;
  std::string pointer, rule;
};

// clang-format off
Row const k_rows[] = {
    {"id of another country", "red", {{"/id", R"("DE-1")"}}, "/id", "id-prefix"},
    {"any id of the own country", "red", {{"/id", R"("FR-x")"}}, "", "id-prefix"},
    {"an issuer that is no member", "red", {{"/iss", R"("ZZ")"}, {"/id", R"("ZZ-1")"}}, "/iss", "members-known"},
    {"an excluded stranger", "red", {{"/exclude/1", R"("QQ")"}}, "/exclude/1", "members-known"},
    {"an addressed stranger", "blue", {{"/addressees/0", R"("QQ")"}}, "/addressees/0", "members-known"},
    {"an organisation may be excluded", "red", {{"/exclude/1", R"("XE")"}}, "", "members-known"},
    {"the issuer excludes itself", "red", {{"/exclude/0", R"("FR")"}}, "/exclude/0", "exclusions"},
    {"the issuer addresses itself", "blue", {{"/addressees/1", R"("PL")"}}, "/addressees/1", "exclusions"},
    {"excluded and addressed", "blue", {{"/exclude", R"(["CZ"])"}}, "/addressees/1", "exclusions"},
    {"excluded and others addressed", "blue", {{"/exclude", R"(["FR"])"}}, "", "exclusions"},
    {"a withdrawal as version 1", "withdrawal", {{"/ver", "1"}}, "/ver", "withdrawal-version"},
    {"a withdrawal as version 3", "withdrawal", {{"/ver", "3"}}, "", "withdrawal-version"},
    {"H3 without words", "green", {{"/conditions_of_use", ""}}, "/conditions_of_use", "conditions-in-words"},
    {"H1 without words", "green", {{"/conditions_of_use", ""}, {"/handling", R"("H1")"}}, "", "conditions-in-words"},
    {"a missing person is wanted", "red", {{"/status_of_person", R"("missing")"}}, "/status_of_person", "status-fits-colour"},
    {"a suspect is wanted", "red", {{"/status_of_person", R"("suspect")"}}, "", "status-fits-colour"},
    {"a suspect is missing", "yellow", {{"/status_of_person", R"("suspect")"}}, "/status_of_person", "status-fits-colour"},
    {"a victim is missing", "yellow", {{"/status_of_person", R"("victim")"}}, "", "status-fits-colour"},
    {"a witness is found dead", "black", {{"/status_of_person", R"("witness")"}}, "/status_of_person", "status-fits-colour"},
    {"a witness is looked for", "blue", {{"/status_of_person", R"("witness")"}}, "", "status-fits-colour"},

    {"born on 30 February", "red", {{"/identity/date_of_birth", R"("1979/02/30")"}}, "/identity/date_of_birth", "dates-real"},
    {"born in month 13", "red", {{"/identity/date_of_birth", R"("1979/13")"}}, "/identity/date_of_birth", "dates-real"},
    {"day without month", "red", {{"/facts/date", R"("2025/00/12")"}}, "/facts/date", "dates-real"},
    {"no such day, deep inside", "red", {{"/identity/documents/0/expires", R"("2023/06/31")"}}, "/identity/documents/0/expires", "dates-real"},
    {"no such day, in a list in a list", "purple", {{"/environment/vessels/0/flags/1/from", R"("2019/02/29")"}}, "/environment/vessels/0/flags/1/from", "dates-real"},
    {"born in a year", "red", {{"/identity/date_of_birth", R"("1979")"}}, "", "dates-real"},
    {"born we do not know when", "red", {{"/identity/date_of_birth", R"("0000/00/00")"}}, "", "dates-real"},
    {"born on a leap day", "red", {{"/identity/date_of_birth", R"("1980/02/29")"}}, "", "dates-real"},
    {"issued on no day", "red", {{"/issued", R"("2026/02/29")"}}, "/issued", "dates-real"},
    {"issued in a month", "red", {{"/issued", R"("2026/03/00")"}}, "/issued", "dates-whole"},
    {"reviewed in a year", "red", {{"/review_on", R"("2030/00/00")"}}, "/review_on", "dates-whole"},
    {"retrieved in a year", "imported", {{"/import/retrieved", R"("2026/00/00")"}}, "/import/retrieved", "dates-whole"},
    {"withdrawn in a month", "withdrawal", {{"/issued", R"("2026/05/00")"}}, "/issued", "dates-whole"},
    {"reviewed after exactly five years", "red", {{"/review_on", R"("2031/03/14")"}}, "", "review-within-5-years"},
    {"reviewed a day later than that", "red", {{"/review_on", R"("2031/03/15")"}}, "/review_on", "review-within-5-years"},
    {"reviewed in the sixth year", "red", {{"/review_on", R"("2032/01/01")"}}, "/review_on", "review-within-5-years"},
    {"five years after a leap day", "red", {{"/issued", R"("2024/02/29")"}, {"/review_on", R"("2029/02/28")"}}, "", "review-within-5-years"},
    {"and a day", "red", {{"/issued", R"("2024/02/29")"}, {"/review_on", R"("2029/03/01")"}}, "/review_on", "review-within-5-years"},
    {"reviewed on the day of issue", "red", {{"/review_on", R"("2026/03/14")"}}, "/review_on", "review-within-5-years"},
    {"reviewed the day after issue", "red", {{"/review_on", R"("2026/03/15")"}}, "", "review-within-5-years"},
    {"born after issue", "yellow", {{"/identity/date_of_birth", R"("2026/03/15")"}}, "/identity/date_of_birth", "born-before-issue"},
    {"born next year", "yellow", {{"/identity/date_of_birth", R"("2027")"}}, "/identity/date_of_birth", "born-before-issue"},
    {"born on the day of issue", "yellow", {{"/identity/date_of_birth", R"("2026/03/14")"}}, "", "born-before-issue"},
    {"born in the year of issue", "yellow", {{"/identity/date_of_birth", R"("2026")"}}, "", "born-before-issue"},
    {"facts end before they begin", "red", {{"/facts/until", R"("2025/02")"}}, "/facts/until", "dates-in-order"},
    {"facts end when they begin", "red", {{"/facts/until", R"("2025/03")"}}, "", "dates-in-order"},
    {"facts end in the year in which they begin", "red", {{"/facts/until", R"("2025")"}}, "", "dates-in-order"},
    {"a threat ends before it begins", "orange", {{"/threat/until", R"("2026/03/09")"}}, "/threat/until", "dates-in-order"},
    {"a death ends before it begins", "black", {{"/find/death_until", R"("2025/10")"}}, "/find/death_until", "dates-in-order"},
    {"found before death", "black", {{"/find/death_from", R"("2026/02/12")"}, {"/find/death_until", ""}}, "/find/date", "dates-in-order"},
    {"a passport expires before issue", "red", {{"/identity/documents/0/expires", R"("2018/06/01")"}}, "/identity/documents/0/expires", "dates-in-order"},
    {"a flag ends before it begins", "purple", {{"/environment/vessels/0/flags/0/until", R"("2014")"}}, "/environment/vessels/0/flags/0/until", "dates-in-order"},
    {"a name in form D", "red", {{"/identity/forename", "\"Jose\u0301\""}}, "/identity/forename", "names-nfc"},
    {"the same name in form C", "red", {{"/identity/forename", "\"José\""}}, "", "names-nfc"},
    {"an alias in form D", "red", {{"/identity/aliases/1", "\"Й\""}, {"/identity/aliases/2", "\"И\u0306\""}}, "/identity/aliases/2", "names-nfc"},
    {"an owner in form D", "purple", {{"/environment/vessels/0/owner", "\"A\u030A\""}}, "/environment/vessels/0/owner", "names-nfc"},
    {"a text in form D is as it is", "red", {{"/facts/summary", "\"Jose\u0301\""}}, "", "names-nfc"},

    {"unknown and stated", "blue", {{"/identity/unknown/0", R"("forename")"}}, "/identity/unknown/0", "unknown-not-stated"},
    {"unknown and null", "blue", {{"/identity/unknown/0", R"("forename")"}, {"/identity/forename", "null"}}, "", "unknown-not-stated"},
    {"unknown and stated, description", "blue", {{"/description/unknown/1", R"("build")"}}, "/description/unknown/1", "unknown-not-stated"},
    {"unknown and stated, facts", "yellow", {{"/facts/unknown/0", R"("offences")"}}, "/facts/unknown/0", "unknown-not-stated"},
    {"unknown and stated, event", "yellow", {{"/event/unknown", R"(["place"])"}}, "/event/unknown/0", "unknown-not-stated"},
    {"nobody is wanted", "red", {{"/identity/family_name", ""}, {"/identity/forename", ""}}, "/identity", "subject-named"},
    {"one name is enough", "red", {{"/identity/family_name", ""}}, "", "subject-named"},
    {"nobody is looked for", "blue", {{"/identity/family_name", ""}, {"/identity/forename", ""}}, "", "subject-named"},
    {"a child without a name", "yellow", {{"/identity/family_name", ""}, {"/identity/forename", ""}}, "", "subject-named"},
    {"nobody's assets", "silver", {{"/identity/family_name", ""}, {"/identity/forename", ""}}, "/identity", "subject-named"},
    {"nobody's warning", "green", {{"/identity/family_name", "null"}, {"/identity/forename", ""}}, "/identity", "subject-named"},
    {"a person under an entity's reference", "unsc", {{"/identity/entity_name", ""}, {"/identity/family_name", R"("Nouri")"}}, "/sanctions/un_reference", "un-reference-kind"},
    {"an entity under a person's reference", "unsc", {{"/sanctions/un_reference", R"("QDi.171")"}}, "/sanctions/un_reference", "un-reference-kind"},
    {"a person under a person's reference", "unsc", {{"/identity/entity_name", ""}, {"/identity/family_name", R"("Nouri")"}, {"/sanctions/un_reference", R"("QDi.171")"}}, "", "un-reference-kind"},
    {"ages the wrong way round", "black", {{"/find/age_to", "34"}}, "/find/age_to", "ages-in-order"},
    {"one age", "black", {{"/find/age_to", "35"}}, "", "ages-in-order"},
    {"a value without currency", "silver", {{"/assets/0/currency", ""}}, "/assets/0/currency", "amounts-whole"},
    {"a currency without value", "silver", {{"/assets/1/currency", R"("EUR")"}}, "/assets/1/value", "amounts-whole"},
    {"neither", "silver", {{"/assets/0/currency", ""}, {"/assets/0/value", ""}}, "", "amounts-whole"},
    {"a quantity without unit", "purple", {{"/environment/unit", ""}}, "/environment/unit", "amounts-whole"},
    {"no reference of the sanctions", "unsc", {{"/sanctions/un_reference", "null"}}, "/sanctions/un_reference", "un-reference"},
    {"no resolution", "unsc", {{"/sanctions/un_resolution", ""}}, "/sanctions/un_resolution", "un-reference"},
    {"an import may lack both", "imported_un", {}, "", "un-reference"},
    {"the same as a notice of the bureau's own", "imported_un", {{"/import", ""}}, "/sanctions/un_reference", "un-reference"},
    {"a wrong IMO number", "purple", {{"/environment/vessels/0/imo", R"("9074728")"}}, "/environment/vessels/0/imo", "imo-check-digit"},
    {"another right IMO number", "purple", {{"/environment/vessels/0/imo", R"("9176187")"}}, "", "imo-check-digit"},
    {"a wrong IMO number of an entity", "silver", {{"/entities/vessels/0/vessel/imo", R"("9074728")"}}, "/entities/vessels/0/vessel/imo", "imo-check-digit"},
    {"a connection to nobody", "silver", {{"/entities/connections/0/to", R"("o9")"}}, "/entities/connections/0/to", "entity-refs"},
    {"a connection to another", "silver", {{"/entities/connections/0/to", R"("a1")"}}, "", "entity-refs"},
    {"a place of no name", "silver", {{"/entities/locations/0", R"({"ref":"l1","country":"ES"})"}}, "/entities/locations/0", "entity-known-by"},
    {"a place of an address alone", "silver", {{"/entities/locations/0", R"({"ref":"l1","address":"Quay 4"})"}}, "", "entity-known-by"},
    {"a wrong IBAN", "silver", {{"/entities/accounts/0/iban", R"("ES9121000418450200051333")"}}, "/entities/accounts/0/iban", "iban-check-digits"},
    {"another right IBAN", "silver", {{"/entities/accounts/0/iban", R"("DE89370400440532013000")"}}, "", "iban-check-digits"},
    {"a latitude alone", "silver", {{"/entities/locations/0/longitude", ""}}, "/entities/locations/0/longitude", "place-whole"},
    {"neither of them", "silver", {{"/entities/locations/0/longitude", ""}, {"/entities/locations/0/latitude", ""}}, "", "place-whole"},
    {"a GREEN import", "green", {{"/import", R"({"source":"INTERPOL_PUBLIC","source_id":"1","retrieved":"2026/03/14"})"}}, "/import", "import-colour"},
    {"a YELLOW import", "yellow", {{"/import", R"({"source":"INTERPOL_PUBLIC","source_id":"1","retrieved":"2026/03/14"})"}}, "", "import-colour"},

    {"no summary", "red", {{"/facts/summary", ""}}, "/facts/summary", "red-facts"},
    {"summary null", "red", {{"/facts/summary", "null"}}, "/facts/summary", "red-facts"},
    {"summary unknown", "red", {{"/facts/summary", ""}, {"/facts/unknown", R"(["summary"])"}}, "/facts/summary", "red-facts"},
    {"no date", "red", {{"/facts/date", ""}}, "/facts/date", "red-facts"},
    {"date unknown", "red", {{"/facts/date", R"("0000/00/00")"}}, "/facts/date", "red-facts"},
    {"a year is a date", "red", {{"/facts/date", R"("2025")"}}, "", "red-facts"},
    {"no place", "red", {{"/facts/place", ""}}, "/facts/place", "red-facts"},
    {"BLUE needs no place", "blue", {{"/facts/place", ""}}, "", "red-facts"},
    {"no offence", "red", {{"/facts/offences", ""}}, "/facts/offences", "red-offence"},
    {"an empty list of offences", "red", {{"/facts/offences", "[]"}}, "/facts/offences", "red-offence"},
    {"no warrants", "red", {{"/judicial/warrants", ""}}, "/judicial/warrants", "red-warrants"},
    {"unknown and stated, judicial", "red", {{"/judicial/unknown", R"(["warrants"])"}}, "/judicial/unknown/0", "unknown-not-stated"},
    {"a warrant without reference", "red", {{"/judicial/warrants/0/reference", ""}}, "/judicial/warrants/0/reference", "red-warrants"},
    {"a warrant without charge", "red", {{"/judicial/warrants/1/charge", "null"}}, "/judicial/warrants/1/charge", "red-warrants"},
    {"a warrant without law", "red", {{"/judicial/warrants/0/law", ""}}, "/judicial/warrants/0/law", "red-warrants"},
    {"a warrant without authority", "red", {{"/judicial/warrants/0/authority", ""}}, "/judicial/warrants/0/authority", "red-warrants"},
    {"a warrant without date", "red", {{"/judicial/warrants/0/date", ""}}, "/judicial/warrants/0/date", "red-warrants"},
    {"neither penalty nor sentence", "red", {{"/judicial/warrants/0/max_penalty_months", ""}}, "/judicial/warrants/0/max_penalty_months", "red-warrants"},
    {"24 months", "red", {{"/judicial/warrants/1", ""}, {"/judicial/warrants/0/max_penalty_months", "24"}}, "", "red-threshold"},
    {"23 months", "red", {{"/judicial/warrants/1", ""}, {"/judicial/warrants/0/max_penalty_months", "23"}}, "/judicial/warrants", "red-threshold"},
    {"a sentence of 6 months", "red", {{"/judicial/warrants/0", ""}, {"/judicial/warrants/0/sentence_months", "6"}}, "", "red-threshold"},
    {"a sentence of 5 months", "red", {{"/judicial/warrants/0", ""}, {"/judicial/warrants/0/sentence_months", "5"}}, "/judicial/warrants", "red-threshold"},
    {"one charge of two reaches it", "red", {{"/judicial/warrants/0/max_penalty_months", "12"}}, "", "red-threshold"},
    {"no extradition", "red", {{"/judicial/extradition", ""}}, "/judicial/extradition/assured", "red-extradition"},
    {"extradition not assured", "red", {{"/judicial/extradition/assured", "false"}}, "/judicial/extradition/assured", "red-extradition"},
    {"extradition from any country", "red", {{"/judicial/extradition/countries", ""}}, "", "red-extradition"},
    {"an excluded family without reason", "red", {{"/facts/exception_reason", ""}}, "/facts/exception_reason", "red-excluded-family"},
    {"no excluded family", "red", {{"/facts/exception_reason", ""}, {"/facts/excluded_family", ""}}, "", "red-excluded-family"},
    {"an import lacks what the public record lacks", "imported", {}, "", "red-facts"},
    {"the same as a notice of the bureau's own", "imported", {{"/import", ""}}, "/facts/summary", "red-facts"},
    {"the same, offence", "imported", {{"/import", ""}}, "/facts/offences", "red-offence"},
    {"the same, warrant", "imported", {{"/import", ""}}, "/judicial/warrants/0/reference", "red-warrants"},
    {"the same, threshold", "imported", {{"/import", ""}}, "/judicial/warrants", "red-threshold"},
    {"the same, extradition", "imported", {{"/import", ""}}, "/judicial/extradition/assured", "red-extradition"},
    {"an import is bound by all other rules", "imported", {{"/facts/excluded_family", R"("CULTURE")"}}, "/facts/exception_reason", "red-excluded-family"},
};
// clang-format on

}

TEST_SUITE("protocol/documents notice rules") {
  TEST_CASE("each rule refuses what it is for and nothing beside it") {
    Schemas const& schemas = samples::schemas();
    for (Row const& row : k_rows) {
      CAPTURE(row.name);
      Json const document = samples::edited(samples::notice(row.sample), row.edits);
      auto const schema_faults = schemas.check(documents::DocumentKind::notice, document);
      REQUIRE_MESSAGE(schema_faults.empty(), samples::text_of(schema_faults));
      auto const faults = documents::detail::broken_rules(document);
      if (row.pointer.empty()) {
        CHECK_MESSAGE(faults.empty(), samples::text_of(faults));
        continue;
      }
      auto const is_expected = [&row](FieldFault const& fault) {
        return fault.pointer == row.pointer && fault.message.ends_with("(rule " + row.rule + ")");
      };
      CHECK_MESSAGE(std::ranges::any_of(faults, is_expected), samples::text_of(faults));
    }
  }

  TEST_CASE("each rule has a row that it refuses and one that it takes") {
    std::set<std::string> refused, taken;
    for (Row const& row : k_rows) (row.pointer.empty() ? taken : refused).insert(row.rule);
    taken.insert({"dates-whole", "red-offence", "red-warrants"});  // the samples as they are
    std::set<std::string> names;
    for (documents::detail::Rule const& rule : documents::detail::notice_rules()) {
      std::string const name(rule.name);
      CHECK_MESSAGE(names.insert(name).second, name);
      CHECK_MESSAGE(refused.contains(name), name);
      CHECK_MESSAGE(taken.contains(name), name);
    }
    for (std::string const& rule : refused) CHECK_MESSAGE(names.contains(rule), rule);
  }

  TEST_CASE("all broken rules are named at once, up to the limit") {
    Json document = samples::edited(samples::notice("red"), {{"/id", R"("DE-1")"},
                                                             {"/exclude/0", R"("FR")"},
                                                             {"/identity/date_of_birth", R"("1979/02/30")"},
                                                             {"/facts/place", ""},
                                                             {"/judicial/extradition/assured", "false"}});
    auto const faults = documents::detail::broken_rules(document);
    CHECK(faults.size() == 5);
    for (std::string const pointer :
         {"/id", "/exclude/0", "/identity/date_of_birth", "/facts/place", "/judicial/extradition/assured"})
      CHECK_MESSAGE(samples::names(faults, pointer), pointer);

    Json many = samples::notice("red");
    many["identity"]["documents"] = Json::array();
    Json const bad = {{"kind", "PASSPORT"}, {"number", "1"}, {"issued", "2020/13"}, {"expires", "2021/02/30"}};
    for (std::size_t i = 0; i < limits::field_faults_max / 2; ++i) many["identity"]["documents"].push_back(bad);
    CHECK(documents::detail::broken_rules(many).size() == limits::field_faults_max);
    many["identity"]["documents"].push_back(bad);
    FieldFault const rest{"", "and 2 more faults"};
    CHECK(documents::detail::broken_rules(many).back() == rest);
  }
}
