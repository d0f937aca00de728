#include "protocol/documents/request_form.hpp"

#include <algorithm>

#include "protocol/documents/detail/embedded_schemas.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents {
namespace {

using json::Json;

constexpr RequestForm k_forms[] = {{"INFORMATION", "information", false}, {"HIT_CONFIRMATION", "hit"},
                                   {"IDENTIFICATION", "identification"},  {"TRACE", "trace"},
                                   {"ARREST_FOLLOW_UP", "arrest"},        {"STOP_PAYMENT", "payment"},
                                   {"ECOMESSAGE", "ecomessage"}};

/// What the definitions that forms refer to are for a person.
constexpr std::pair<std::string_view, std::string_view> k_types[] = {{"line", "line"},     {"paragraph", "text"},
                                                                     {"text", "text"},     {"partial_date", "date"},
                                                                     {"moment", "moment"}, {"ref", "entity"}};

std::string type_of(Json const& schema);

std::string type_of_reference(std::string_view reference) {
  std::string_view const name = reference.substr(reference.rfind('/') + 1);
  if (reference.starts_with("codes.json")) return "code of " + std::string(name);
  auto const* const type = std::ranges::find(k_types, name, [](auto const& pair) { return pair.first; });
  return type != std::end(k_types) ? std::string(type->second) : "block " + std::string(name);
}

std::string type_of(Json const& schema) {
  if (schema.contains("$ref")) return type_of_reference(schema.at("$ref").get_ref<std::string const&>());
  std::string const type = schema.value("type", "");
  if (type == "array") return "list of " + type_of(schema.at("items"));
  if (type == "boolean") return "true or false";
  return type == "string" ? "text" : type;
}

}

std::span<RequestForm const> request_forms() noexcept { return k_forms; }

RequestForm const* request_form(std::string_view kind) noexcept {
  auto const* const found = std::ranges::find(k_forms, kind, &RequestForm::kind);
  return found == std::end(k_forms) ? nullptr : found;
}

std::vector<FormField> form_fields(RequestForm const& form) {
  Json const schema = detail::embedded_schema("message.json");
  Json const& definition = schema.at("definitions").at(std::string(form.member));
  Json const& needed = definition.at("required");
  std::vector<FormField> fields;
  for (auto const& [name, field] : definition.at("properties").items()) {
    bool const must = std::find(needed.begin(), needed.end(), name) != needed.end();
    fields.push_back({name, must, type_of(field), field.value("description", "")});
  }
  return fields;
}

}
