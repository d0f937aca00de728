// Every member of every sample, at each limit of its schema and one past it, missing, of another type, and with a
// stranger.
#include <algorithm>
#include <regex>
#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/documents/schema.hpp"
#include "tests/unit/protocol/documents/schema_walk.hpp"

using namespace huecry;
using documents::DocumentKind;
using documents::Schemas;
using json::Json;

namespace {

struct Case {
  std::string name, pointer;  // where a fault must be, or empty where none may be
  Json document;
};

/// The changes that the schema of one value asks for.
class Cases {
 public:
  explicit Cases(Json document) : document_(std::move(document)) {}

  void add_all(std::string const& pointer, Json const& schema, Json const& value) {
    if (!pointer.empty()) add_types(pointer, schema);
    if (value.is_object()) add_members(pointer, schema, value);
    if (schema.contains("maxLength") && value.is_string()) add_lengths(pointer, schema);
    if (schema.contains("maxItems") && value.is_array()) add_sizes(pointer, schema, value);
    if (schema.contains("maximum") && value.is_number()) add_numbers(pointer, schema);
    if (value.is_string() && (schema.contains("enum") || schema.contains("oneOf")))
      replace("a foreign code", pointer, "ZZZZ");
    if (schema.contains("pattern") && value.is_string())
      replace("a control character", pointer, value.get<std::string>() + "\x01");
  }

  std::vector<Case> const& cases() const { return cases_; }

 private:
  void replace(std::string const& name, std::string const& pointer, Json const& value, bool fits = false) {
    Json changed = document_;
    changed[Json::json_pointer(pointer)] = value;
    cases_.push_back({name, fits ? "" : pointer, std::move(changed)});
  }

  void add_types(std::string const& pointer, Json const& schema) {
    Json const type = schema.at("type");
    auto const takes = [&](std::string const& name) {
      return type == name || (type.is_array() && std::ranges::find(type, Json(name)) != type.end());
    };
    replace("null", pointer, nullptr, takes("null") || schema.contains("nullable"));
    if (!takes("boolean")) replace("a boolean", pointer, true);
    if (!takes("string")) replace("a string", pointer, "x");
    if (!takes("array")) replace("a list", pointer, Json::array());
    if (!takes("object")) replace("an object", pointer, Json::object());
    if (!takes("number") && !takes("integer")) replace("a number", pointer, 1);
    if (takes("integer")) replace("an integer written as a fraction", pointer, 1.0);
  }

  void add_members(std::string const& pointer, Json const& schema, Json const& value) {
    REQUIRE_MESSAGE(schema.value("additionalProperties", true) == false, "open object at " << pointer);
    replace("a stranger", pointer + "/zz~1~0", 1);
    replace("a second stranger", pointer + "/ZZ", nullptr);
    for (Json const& name : schema.value("required", Json::array())) {
      Json changed = document_;
      changed[Json::json_pointer(pointer)].erase(name.get<std::string>());
      cases_.push_back({"missing", pointer + "/" + name.get<std::string>(), std::move(changed)});
    }
    if (schema.value("minProperties", 0) == 1 && !value.empty()) replace("empty", pointer, Json::object());
  }

  void add_lengths(std::string const& pointer, Json const& schema) {
    std::size_t const most = schema["maxLength"];
    bool const free_text = schema.value("pattern", "").starts_with("^[^");
    if (free_text) replace("at the longest", pointer, characters(most), true);
    replace("one too long", pointer, free_text ? characters(most + 1) : std::string(most + 1, 'A'));
    if (schema.value("minLength", 0) == 1) replace("empty", pointer, "");
  }

  /// Characters of two bytes: length counts characters.
  static std::string characters(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "Ж";
    return text;
  }

  void add_sizes(std::string const& pointer, Json const& schema, Json const& value) {
    std::size_t const most = schema["maxItems"];
    bool const unique = schema.value("uniqueItems", false);
    if (value.empty()) return;
    if (!unique) replace("as many as may be", pointer, Json(most, value[0]), true);
    replace("one too many", pointer, Json(most + 1, value[0]));
    if (schema.value("minItems", 0) == 1) replace("empty", pointer, Json::array());
    if (unique) replace("twice the same", pointer, Json{value[0], value[0]});
  }

  void add_numbers(std::string const& pointer, Json const& schema) {
    std::int64_t const least = schema.value("minimum", std::int64_t{0}), most = schema["maximum"];
    replace("the least", pointer, least, true);
    replace("the most", pointer, most, true);
    replace("below the least", pointer, least - 1);
    replace("above the most", pointer, most + 1);
    if (schema["type"] != "integer" && schema["type"] != Json({"integer", "null"}))
      replace("a fraction", pointer, static_cast<double>(most) - 0.5, true);
  }

  Json document_;
  std::vector<Case> cases_;
};

void check_cases(Schemas const& schemas, DocumentKind kind, std::string const& schema_name, std::string const& file) {
  samples::SchemaWalk const walk;
  Json const schema = samples::SchemaWalk::schema(schema_name);
  Json const document = samples::sample(file);
  Cases cases(document);
  walk.walk(schema, document, [&](auto const& at, Json const& of, Json const& value) { cases.add_all(at, of, value); });
  CHECK(cases.cases().size() > 20);
  for (Case const& row : cases.cases()) {
    auto const faults = schemas.check(kind, row.document);
    bool const right = row.pointer.empty() ? faults.empty() : samples::names(faults, row.pointer);
    CHECK_MESSAGE(right, file << " " << row.name << " " << row.pointer << " → " << samples::text_of(faults));
  }
}

}

TEST_SUITE("protocol/documents schema limits") {
  TEST_CASE("each member of each notice is taken at its limits and refused past them, by pointer") {
    Schemas const& schemas = samples::schemas();
    for (std::string const& name : samples::k_notices)
      check_cases(schemas, DocumentKind::notice, "notice", "notices/" + name);
  }

  TEST_CASE("each member of evidence is taken at its limits and refused past them, by pointer") {
    Schemas const& schemas = samples::schemas();
    for (std::string const name : {"retrieved", "acknowledged"})
      check_cases(schemas, DocumentKind::evidence, "evidence", "evidence/" + name);
  }

  TEST_CASE("each member of policies is taken at its limits and refused past them, by pointer") {
    Schemas const& schemas = samples::schemas();
    for (std::string const name : {"release", "intake", "baseline"})
      check_cases(schemas, DocumentKind::policy, "policy", "policies/" + name);
  }

  TEST_CASE("the samples hold every member that the notice schema knows") {
    samples::SchemaWalk const walk;
    Json const schema = samples::SchemaWalk::schema("notice");
    std::set<std::string> held;
    auto const digits = std::regex("/[0-9]+");
    for (std::string const& name : samples::k_notices)
      walk.walk(schema, samples::notice(name), [&](std::string const& pointer, Json const& of, Json const&) {
        held.insert(std::regex_replace(pointer, digits, ""));
        (void)of;
      });
    for (std::string const& name : samples::k_notices)
      walk.walk(schema, samples::notice(name), [&](std::string const& pointer, Json const& of, Json const&) {
        Json const known = of.value("properties", Json::object());
        for (auto const& [member, ignored] : known.items()) {
          std::string const place = std::regex_replace(pointer, digits, "") + "/" + member;
          CHECK_MESSAGE(held.contains(place), place);
        }
      });
  }

  TEST_CASE("limits of the schema are those of the program") {
    Json const evidence = samples::SchemaWalk::schema("evidence");
    CHECK(evidence["properties"]["items"]["maxItems"] == limits::evidence_items_max);
    CHECK(samples::SchemaWalk::schema("policy")["properties"]["rules"]["maxItems"] == limits::policy_rules_max);
    for (std::string const name : {"notice", "evidence"})
      CHECK(samples::SchemaWalk::schema(name)["definitions"]["document_id"]["maxLength"] ==
            limits::document_id_chars_max);
  }
}
