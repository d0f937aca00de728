#include "protocol/documents/schema.hpp"

#include <map>
#include <string>
#include <string_view>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/validator.hpp>

#include "protocol/base/limits.hpp"
#include "protocol/documents/detail/embedded_schemas.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/detail/keywords.hpp"
#include "protocol/documents/detail/schema_forms.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents {
namespace {

using json::Json;
using valijson::adapters::NlohmannJsonAdapter;

/// Forms of the notice by "action/colour"; "" is the one for documents that do not say which they are.
using Forms = std::map<std::string, valijson::Schema, std::less<>>;

std::string form_name(std::string_view action, std::string_view colour) {
  return std::string(action).append("/").append(colour);
}

std::string_view text_member(Json const& document, std::string_view name) {
  if (!document.is_object()) return {};
  auto const at = document.find(name);
  return at == document.end() || !at->is_string() ? std::string_view() : at->get_ref<std::string const&>();
}

/// Counts up to the limit and one more.
std::size_t count_values(Json const& value, std::size_t counted) {
  ++counted;
  if (!value.is_structured()) return counted;
  for (auto item = value.begin(); item != value.end() && counted <= limits::payload_values_max; ++item)
    counted = count_values(*item, counted);
  return counted;
}

}

struct Schemas::Compiled {
  CodeLists codes;
  Forms notices;
  valijson::Schema evidence;

  Compiled() {
    compile(detail::form_of(detail::embedded_schema("evidence.json"), {}), evidence);
    Json const notice = detail::embedded_schema("notice.json");
    compile(detail::form_of(notice, {}), notices[""]);
    for (Json const& action : notice.at("properties").at("action").at("enum"))
      for (Code const& colour : codes.find("colour")->codes()) compile_notice(notice, action, colour.code);
  }

  [[nodiscard]] valijson::Schema const& schema_for(DocumentKind kind, Json const& document) const {
    if (kind == DocumentKind::evidence) return evidence;
    auto const form = notices.find(form_name(text_member(document, "action"), text_member(document, "colour")));
    return form == notices.end() ? notices.find("")->second : form->second;
  }

 private:
  void compile_notice(Json const& notice, std::string const& action, std::string const& colour) {
    Json const form = detail::form_of(notice, {{"action", action}, {"colour", colour}});
    compile(form, notices[form_name(action, colour)]);
  }

  void compile(Json const& form, valijson::Schema& schema) const {
    valijson::SchemaParser parser;
    detail::add_keywords(parser, codes);
    parser.populateSchema(NlohmannJsonAdapter(form), schema);
  }
};

Schemas::Schemas() : compiled_(std::make_shared<Compiled const>()) {}

std::vector<FieldFault> Schemas::check(DocumentKind kind, Json const& document) const {
  // Bounds the work: valijson looks at every item of a list before it looks at the list's length.
  if (count_values(document, 0) > limits::payload_values_max)
    return {{"", "must not hold more than " + std::to_string(limits::payload_values_max) + " values"}};
  valijson::Schema const& schema = compiled_->schema_for(kind, document);
  // A validator of its own for each call: it keeps a cache, and costs nothing to make.
  if (valijson::Validator().validate(schema, NlohmannJsonAdapter(document), nullptr)) return {};
  valijson::ValidationResults results;
  valijson::Validator().validate(schema, NlohmannJsonAdapter(document), &results);
  auto faults = detail::faults_of(results);
  if (faults.empty()) faults.push_back({"", "does not fit the schema"});
  return faults;
}

CodeLists const& Schemas::codes() const noexcept { return compiled_->codes; }

}
