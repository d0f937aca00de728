#include "protocol/documents/detail/schema_forms.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "protocol/base/assert.hpp"
#include "protocol/documents/detail/embedded_schemas.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;
using namespace std::string_view_literals;

constexpr std::array k_annotations{"$schema"sv, "$id"sv, "title"sv, "description"sv, "definitions"sv, "allOf"sv};
constexpr std::array k_kept{"const"sv,    "required"sv, "minimum"sv,      "maximum"sv,
                            "minItems"sv, "maxItems"sv, "minProperties"sv};
constexpr std::array k_of_text{"pattern"sv, "minLength"sv, "maxLength"sv};
constexpr std::array k_replaced{std::pair{"enum"sv, k_enum}, std::pair{"uniqueItems"sv, k_unique},
                                std::pair{"type"sv, k_type}};
constexpr std::string_view k_code_reference = "codes.json#/definitions/";
constexpr std::string_view k_definition = "#/definitions/";

template <std::size_t N>
bool is_one_of(std::array<std::string_view, N> const& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Of a file of docs/schemas, read once.
Json const& definitions_in(std::string const& file) {
  static std::map<std::string, Json> const files{{"notice.json", embedded_schema("notice.json").at("definitions")},
                                                 {"entities.json", embedded_schema("entities.json").at("definitions")}};
  return files.at(file);
}

/// Walks one schema and writes its form. Recursive over the schema's own depth, which we control.
class Former {
 public:
  /// `definitions` outlive it: those of the schema's own file.
  explicit Former(Json const& definitions) : definitions_(definitions) {}

  Json form(Json const& schema) const {
    if (schema.contains("$ref")) return referenced(schema.at("$ref").get_ref<std::string const&>());
    if (schema.contains("anyOf")) return nullable(schema.at("anyOf"));
    Json out = Json::object();
    for (auto const& [keyword, value] : schema.items()) add(out, keyword, value);
    return out;
  }

 private:
  Json referenced(std::string_view reference) const {
    if (reference.starts_with(k_code_reference))
      return {{k_type, "string"}, {k_code, reference.substr(k_code_reference.size())}};
    std::size_t const hash = reference.find(k_definition);
    HUECRY_ASSERT(hash != std::string_view::npos);
    std::string const name(reference.substr(hash + k_definition.size()));
    if (hash == 0) return form(definitions_.at(name));
    Json const& others = definitions_in(std::string(reference.substr(0, hash)));
    return Former(others).form(others.at(name));
  }

  /// [X, {"type": "null"}] is X that may also be null: none of X's other keywords looks at null.
  Json nullable(Json const& alternatives) const {
    HUECRY_ASSERT(alternatives.size() == 2 && alternatives[1] == Json({{"type", "null"}}));
    Json out = form(alternatives[0]);
    Json& type = out.at(k_type);
    type = Json::array({type, "null"});
    return out;
  }

  void add(Json& out, std::string const& keyword, Json const& value) const {
    if (is_one_of(k_annotations, keyword)) return;
    if (is_one_of(k_kept, keyword)) {
      out[keyword] = value;
    } else if (keyword == "properties") {
      out[keyword] = properties(value);
    } else if (keyword == "items") {
      out[keyword] = form(value);
    } else if (is_one_of(k_of_text, keyword)) {
      out[k_text][keyword] = value;
    } else {
      add_replaced(out, keyword, value);
    }
  }

  static void add_replaced(Json& out, std::string_view keyword, Json const& value) {
    if (keyword == "additionalProperties" && value == false) {
      out["additionalProperties"] = Json({{"not", Json::object()}});
      return;
    }
    auto const* replaced = std::ranges::find(k_replaced, keyword, [](auto const& pair) { return pair.first; });
    HUECRY_ASSERT(replaced != k_replaced.end());
    out[replaced->second] = value;
  }

  Json properties(Json const& members) const {
    Json out = Json::object();
    for (auto const& [name, schema] : members.items()) out[name] = form(schema);
    return out;
  }

  Json const& definitions_;
};

bool applies(Json const& condition, Constants const& constants) {
  auto const& members = condition.at("properties").items();
  return std::ranges::all_of(members, [&](auto const& member) {
    auto const at = constants.find(member.key());
    return at != constants.end() && member.value().at("const") == at->second;
  });
}

void apply(Json const& consequence, Json& form) {
  for (Json const& name : consequence.value("required", Json::array())) form["required"].push_back(name);
  Json const members = consequence.value("properties", Json::object());
  for (auto const& [name, schema] : members.items()) {
    HUECRY_ASSERT(schema == false);  // a branch only says what is required and what is out of place
    form["properties"].erase(name);
  }
}

}

Json form_of(Json const& schema, Constants const& constants) {
  Json const definitions = schema.value("definitions", Json::object());
  Json out = Former(definitions).form(schema);
  for (Json const& branch : schema.value("allOf", Json::array()))
    if (applies(branch.at("if"), constants)) apply(branch.at("then"), out);
  return out;
}

}
