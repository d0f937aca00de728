// The oracle: what the product's forms accept is what the published schema accepts, as valijson reads it unchanged.
#include "protocol/documents/detail/schema_forms.hpp"

#include <algorithm>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "protocol/documents/schema.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/protocol/documents/mutate.hpp"
#include "tests/unit/protocol/documents/schema_walk.hpp"

using namespace huecry;
using documents::DocumentKind;
using documents::Schemas;
using json::Json;
using valijson::adapters::NlohmannJsonAdapter;

namespace {

/// std::regex reads bytes: it takes a continuation byte for a control character. patterns_test.cpp covers these two.
void drop_text_patterns(Json& schema) {
  if (schema.is_object() && schema.contains("pattern") && schema["pattern"].is_string() &&
      schema["pattern"].get<std::string>().starts_with("^[^"))
    schema.erase("pattern");
  if (schema.is_structured())
    for (auto& child : schema) drop_text_patterns(child);
}

class Published {
 public:
  Published() {
    Json notice = samples::SchemaWalk::schema("notice");
    drop_text_patterns(notice);
    std::map<std::string, Json> files;
    for (std::string const name : {"codes", "entities", "notice"}) {
      files[name + ".json"] = samples::SchemaWalk::schema(name);
      drop_text_patterns(files[name + ".json"]);
    }
    valijson::SchemaParser parser;
    auto const fetch = [&files](std::string const& uri) { return &files.at(uri.substr(uri.rfind('/') + 1)); };
    auto const keep = [](Json const*) {};
    parser.populateSchema<NlohmannJsonAdapter>(NlohmannJsonAdapter(notice), schema_, fetch, keep);
  }

  bool accepts(Json const& document) {
    return valijson::Validator().validate(schema_, NlohmannJsonAdapter(document), nullptr);
  }

 private:
  valijson::Schema schema_;
};

}

TEST_SUITE("protocol/documents schema forms") {
  TEST_CASE("form and published schema agree on samples and on what chance makes of them") {
    HUECRY_SEEDED;
    auto random = test::generator("schema forms");
    Schemas const& schemas = samples::schemas();
    Published published;
    int accepted = 0, refused = 0;
    for (std::string const& name : samples::k_notices) {
      CAPTURE(name);
      Json const document = samples::notice(name);
      CHECK(published.accepts(document));
      for (int round = 0; round < 25; ++round) {
        Json const changed = samples::mutated(document, random).document;
        auto const faults = schemas.check(DocumentKind::notice, changed);
        bool const expected = published.accepts(changed);
        ++(expected ? accepted : refused);
        CHECK_MESSAGE(faults.empty() == expected, changed.dump() << " " << samples::text_of(faults));
      }
    }
    CHECK(accepted > 5);
    CHECK(refused > 100);
  }

  TEST_CASE("a form has no references, no branches, and only members that the constants allow") {
    Json const notice = samples::SchemaWalk::schema("notice");
    Json const form = documents::detail::form_of(notice, {{"action", "publish"}, {"colour", "BLACK"}});
    std::string const text = form.dump();
    CHECK(text.find("$ref") == std::string::npos);
    CHECK(text.find("anyOf") == std::string::npos);
    CHECK(text.find("\"if\"") == std::string::npos);
    CHECK(form["properties"].contains("find"));
    CHECK_FALSE(form["properties"].contains("judicial"));
    CHECK_FALSE(form["properties"].contains("reason"));
    CHECK(std::ranges::find(form["required"], Json("find")) != form["required"].end());
  }
}
