#include "protocol/documents/schema.hpp"

#include "protocol/base/limits.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::DocumentKind;
using documents::Schemas;
using json::Json;

TEST_SUITE("protocol/documents schema") {
  TEST_CASE("every sample fits") {
    Schemas const& schemas = samples::schemas();
    for (std::string const& name : samples::k_notices) {
      auto const faults = schemas.check(DocumentKind::notice, samples::notice(name));
      CHECK_MESSAGE(faults.empty(), name << ": " << samples::text_of(faults));
    }
    for (std::string const name : {"evidence/retrieved", "evidence/acknowledged"})
      CHECK(schemas.check(DocumentKind::evidence, samples::sample(name)).empty());
  }

  TEST_CASE("a block is taken in its colours and a stranger in the others") {
    struct Row {
      std::string block, from;  // a sample that has it
      std::vector<std::string> colours;
    };
    Row const rows[] = {
        {"identity", "red", {"red", "blue", "green", "yellow", "orange", "unsc", "silver"}},
        {"description", "red", {"red", "blue", "green", "yellow", "black", "orange", "unsc", "silver"}},
        {"judicial", "red", {"red", "silver"}},
        {"facts", "red", {"red", "blue", "green", "yellow", "purple", "orange", "stolen_art", "unsc", "silver"}},
        {"event", "yellow", {"yellow"}},
        {"find", "black", {"black"}},
        {"warning", "green", {"red", "blue", "green", "yellow", "purple"}},
        {"threat", "orange", {"orange"}},
        {"method", "purple", {"purple"}},
        {"objects", "purple", {"purple", "orange", "stolen_art"}},
        {"sanctions", "unsc", {"unsc"}},
        {"assets", "silver", {"silver"}},
        {"environment",
         "purple",
         {"red", "blue", "green", "yellow", "black", "purple", "orange", "stolen_art", "unsc", "silver"}}};
    Schemas const& schemas = samples::schemas();
    for (Row const& row : rows)
      for (std::string const colour : {"red", "blue", "green", "yellow", "black", "purple", "orange", "stolen_art",
                                       "unsc", "silver", "withdrawal"}) {
        Json document = samples::notice(colour);
        document[row.block] = samples::notice(row.from).at(row.block);
        bool const taken = std::ranges::find(row.colours, colour) != row.colours.end();
        auto const faults = schemas.check(DocumentKind::notice, document);
        CHECK_MESSAGE(faults.empty() == taken, row.block << " in " << colour << ": " << samples::text_of(faults));
        CHECK_MESSAGE(samples::names(faults, "/" + row.block) == !taken, row.block << " in " << colour);
      }
  }

  TEST_CASE("a colour needs its blocks") {
    struct Row {
      std::string colour;
      std::vector<std::string> blocks;
    };
    Row const rows[] = {{"red", {"identity", "description", "judicial", "facts"}},
                        {"blue", {"identity", "description", "facts"}},
                        {"green", {"identity", "description", "facts", "warning"}},
                        {"yellow", {"identity", "description", "event"}},
                        {"black", {"description", "find"}},
                        {"purple", {"method", "objects", "facts"}},
                        {"orange", {"threat", "objects"}},
                        {"stolen_art", {"objects"}},
                        {"unsc", {"identity", "sanctions"}},
                        {"silver", {"identity", "facts", "assets"}},
                        {"withdrawal", {"reason"}}};
    Schemas const& schemas = samples::schemas();
    for (Row const& row : rows)
      for (std::string const& block : row.blocks) {
        Json document = samples::notice(row.colour);
        document.erase(block);
        auto const faults = schemas.check(DocumentKind::notice, document);
        std::vector<FieldFault> const expected = {{"/" + block, "is required"}};
        CHECK_MESSAGE(faults == expected, row.colour << " " << block);
      }
  }

  TEST_CASE("all faults are named at once, in words") {
    Schemas const& schemas = samples::schemas();
    Json const document = samples::edited(samples::notice("red"), {{"/ver", "0"},
                                                                   {"/identity/sex", R"("Q")"},
                                                                   {"/identity/hat", R"("black")"},
                                                                   {"/identity/shoe", "44"},
                                                                   {"/description/height", R"("tall")"},
                                                                   {"/judicial/warrants/1/remaining_months", "1.0"},
                                                                   {"/judicial/warrants/0/country", ""},
                                                                   {"/facts/offences/0", R"("PDX")"},
                                                                   {"/file_no", R"("a\nb")"}});
    auto const faults = schemas.check(DocumentKind::notice, document);
    std::vector<FieldFault> const expected = {
        {"/description/height", "must be of type number or null"},
        {"/facts/offences/0", "must be a code of the list offence, version 3"},
        {"/file_no", "must be one line of text without control characters"},
        {"/identity/hat", "is no member of this kind of document"},
        {"/identity/sex", "must be a code of the list sex, version 3"},
        {"/identity/shoe", "is no member of this kind of document"},
        {"/judicial/warrants/0/country", "is required"},
        {"/judicial/warrants/1/remaining_months", "must be of type integer or null"},
        {"/ver", "must be at least 1"}};
    for (FieldFault const& fault : expected)
      CHECK_MESSAGE(std::ranges::find(faults, fault) != faults.end(),
                    fault.pointer << " in " << samples::text_of(faults));
    CHECK(faults.size() == expected.size());
  }

  TEST_CASE("a number past its limit is told the limit, with all its zeros") {
    Schemas const& schemas = samples::schemas();
    struct Row {
      char const* pointer;
      char const* value;
      char const* message;
    };
    Row const rows[] = {{"/ver", "1000001", "must be at most 1000000"},
                        {"/ver", "0", "must be at least 1"},
                        {"/description/weight", "5000", "must be at most 700"}};
    for (Row const& row : rows) {
      CAPTURE(row.value);
      auto const faults =
          schemas.check(DocumentKind::notice, samples::edited(samples::notice("red"), {{row.pointer, row.value}}));
      REQUIRE(faults.size() == 1);
      CHECK(faults.front() == FieldFault{row.pointer, row.message});
    }
  }

  TEST_CASE("as many faults as fit are listed, the rest is counted") {
    Schemas const& schemas = samples::schemas();
    Json document = samples::notice("withdrawal");
    for (std::size_t i = 0; i < limits::field_faults_max; ++i) document["z" + std::to_string(i)] = 1;
    CHECK(schemas.check(DocumentKind::notice, document).size() == limits::field_faults_max);
    document["one_more"] = 1;
    auto const faults = schemas.check(DocumentKind::notice, document);
    CHECK(faults.size() == limits::field_faults_max + 1);
    FieldFault const rest{"", "and 1 more faults"};
    CHECK(faults.back() == rest);
  }

  TEST_CASE("a document may hold as many values as the limit says, and not one more") {
    Schemas const& schemas = samples::schemas();
    Json document = samples::notice("withdrawal");
    document["x"] = Json(limits::payload_values_max - document.size() - 2, 0);
    auto faults = schemas.check(DocumentKind::notice, document);
    CHECK(samples::names(faults, "/x"));
    document["x"].push_back(0);
    faults = schemas.check(DocumentKind::notice, document);
    CHECK(samples::text_of(faults) == ": must not hold more than 16384 values; ");
  }

  TEST_CASE("a long or strange member name is shown escaped and cut at a character") {
    Schemas const& schemas = samples::schemas();
    Json document = samples::notice("withdrawal");
    document["a/b~c"] = 1;
    CHECK(samples::names(schemas.check(DocumentKind::notice, document), "/a~1b~0c"));
    document.erase("a/b~c");
    std::string name;
    for (int i = 0; i < 500; ++i) name += "Ж";
    document[name] = 1;
    auto const faults = schemas.check(DocumentKind::notice, document);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].pointer == "/" + name.substr(0, 256));
  }

  TEST_CASE("a document that does not say what it is gets the faults of that") {
    struct Row {
      std::string name, json, pointer;
    };
    Row const rows[] = {{"an unknown colour", R"({"action":"publish","colour":"PINK"})", "/colour"},
                        {"a colour in small letters", R"({"action":"publish","colour":"red"})", "/colour"},
                        {"an unknown action", R"({"action":"delete","colour":"RED"})", "/action"},
                        {"no action", R"({"colour":"RED"})", "/action"},
                        {"an empty object", "{}", "/v"},
                        {"a list", "[]", ""},
                        {"a string", R"("notice")", ""},
                        {"null", "null", ""},
                        {"a number", "1", ""}};
    Schemas const& schemas = samples::schemas();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const faults = schemas.check(DocumentKind::notice, *json::read(row.json));
      CHECK(samples::names(faults, row.pointer));
    }
  }

  TEST_CASE("the version of the form is 1") {
    Schemas const& schemas = samples::schemas();
    for (std::string const version : {"0", "2", R"("1")", "1.0"}) {
      CAPTURE(version);
      auto const document = samples::edited(samples::notice("red"), {{"/v", version}});
      CHECK(samples::names(schemas.check(DocumentKind::notice, document), "/v"));
    }
  }

  TEST_CASE("a NUL character does not hide the rest of a string from its limits") {
    Schemas const& schemas = samples::schemas();
    Json document = samples::notice("red");
    document["facts"]["place"] = std::string("x\0", 2) + std::string(5000, 'y');
    auto const faults = schemas.check(DocumentKind::notice, document);
    CHECK(samples::text_of(faults) ==
          "/facts/place: must have at most 200 characters; /facts/place: must be one line of text without control "
          "characters; ");
  }
}
