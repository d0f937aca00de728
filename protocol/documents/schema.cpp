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

/// Forms of the notice by "action/colour", or "action/" where the colour makes no difference; "" is the one for
/// documents that do not say what they are.
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
  valijson::Schema evidence, policy, consent, decision, hit, envelope, message, entities;

  Compiled() {
    compile(detail::form_of(detail::embedded_schema("evidence.json"), {}), evidence);
    compile(detail::form_of(detail::embedded_schema("policy.json"), {}), policy);
    compile(detail::form_of(detail::embedded_schema("consent.json"), {}), consent);
    compile(detail::form_of(detail::embedded_schema("decision.json"), {}), decision);
    compile(detail::form_of(detail::embedded_schema("hit.json"), {}), hit);
    compile(detail::form_of(detail::embedded_schema("envelope.json"), {}), envelope);
    compile(detail::form_of(detail::embedded_schema("message.json"), {}), message);
    compile(detail::form_of(detail::embedded_schema("entities.json"), {}), entities);
    Json const notice = detail::embedded_schema("notice.json");
    compile(detail::form_of(notice, {}), notices[""]);
    for (Json const& branch : notice.at("allOf")) compile_branch(notice, branch.at("if").at("properties"));
  }

  [[nodiscard]] valijson::Schema const& schema_for(DocumentKind kind, Json const& document) const {
    switch (kind) {
      case DocumentKind::evidence: return evidence;
      case DocumentKind::policy: return policy;
      case DocumentKind::consent: return consent;
      case DocumentKind::decision: return decision;
      case DocumentKind::hit: return hit;
      case DocumentKind::envelope: return envelope;
      case DocumentKind::message: return message;
      case DocumentKind::entities: return entities;
      case DocumentKind::notice: break;
    }
    auto const action = text_member(document, "action");
    for (std::string const& name : {form_name(action, text_member(document, "colour")), form_name(action, "")})
      if (auto const form = notices.find(name); form != notices.end()) return form->second;
    return notices.find("")->second;
  }

 private:
  /// The form for the constants that this branch asks for; other branches that ask for some of them take part.
  void compile_branch(Json const& notice, Json const& condition) {
    detail::Constants constants;
    for (auto const& [member, value] : condition.items()) constants[member] = value.at("const");
    compile(detail::form_of(notice, constants), notices[form_name(constants["action"], constants["colour"])]);
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
