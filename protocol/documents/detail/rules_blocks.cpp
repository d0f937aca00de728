// Rules about single blocks, for whatever colour has them.
#include <array>
#include <optional>

#include "protocol/documents/detail/entity_rules.hpp"
#include "protocol/documents/detail/notice_rules.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;
using namespace std::string_view_literals;

constexpr std::array k_blocks_with_unknown{"identity"sv, "description"sv, "judicial"sv,
                                           "facts"sv,    "event"sv,       "sanctions"sv};

bool has_any_name(Json const* identity) {
  for (std::string_view const name : {"family_name"sv, "forename"sv, "entity_name"sv})
    if (stated(identity, name) != nullptr) return true;
  return false;
}

std::optional<std::int64_t> integer_of(Json const* block, std::string_view name) {
  Json const* const value = stated(block, name);
  if (value == nullptr) return std::nullopt;
  return value->get<std::int64_t>();
}

}

void check_unknown(Json const& notice, RuleFaults& faults) {
  for (std::string_view const name : k_blocks_with_unknown) {
    Json const* const block = stated(&notice, name);
    Json const* const unknown = stated(block, "unknown");
    for (std::size_t i = 0; unknown != nullptr && i < unknown->size(); ++i) {
      auto const& member = (*unknown)[i].get_ref<std::string const&>();
      if (stated(block, member) == nullptr) continue;
      faults.add("/" + std::string(name) + "/unknown/" + std::to_string(i), "is stated as well");
    }
  }
}

void check_subject(Json const& notice, RuleFaults& faults) {
  if (!has_any_name(stated(&notice, "identity")))
    faults.add("/identity", "needs a family name, a forename or the name of an entity");
}

void check_un_stated(Json const& notice, RuleFaults& faults) {
  for (std::string_view const name : {"un_reference"sv, "un_resolution"sv})
    if (stated(stated(&notice, "sanctions"), name) == nullptr)
      faults.add("/sanctions/" + std::string(name), "is required: it says under which sanctions");
}

void check_un_reference(Json const& notice, RuleFaults& faults) {
  auto const reference = text_or_empty(stated(&notice, "sanctions"), "un_reference");
  if (reference.empty()) return;
  bool const of_entity = reference.find("e.") != std::string_view::npos;
  bool const has_entity = stated(stated(&notice, "identity"), "entity_name") != nullptr;
  if (of_entity != has_entity)
    faults.add("/sanctions/un_reference", of_entity ? "is that of an entity: identity needs entity_name"
                                                    : "is that of a person: identity must not have entity_name");
}

void check_ages(Json const& notice, RuleFaults& faults) {
  auto const from = integer_of(stated(&notice, "find"), "age_from");
  auto const to = integer_of(stated(&notice, "find"), "age_to");
  if (from && to && *to < *from) faults.add("/find/age_to", "is below age_from");
}

void check_amounts(Json const& notice, RuleFaults& faults) {
  Json const* const assets = stated(&notice, "assets");
  for (std::size_t i = 0; assets != nullptr && i < assets->size(); ++i) {
    bool const value = stated(&(*assets)[i], "value") != nullptr;
    bool const currency = stated(&(*assets)[i], "currency") != nullptr;
    if (value != currency)
      faults.add("/assets/" + std::to_string(i) + (value ? "/currency" : "/value"), "value and currency go together");
  }
  Json const* const environment = stated(&notice, "environment");
  if (stated(environment, "quantity") != nullptr && stated(environment, "unit") == nullptr)
    faults.add("/environment/unit", "is required with quantity");
}

void check_vessels(Json const& notice, RuleFaults& faults) {
  Json const* const vessels = stated(stated(&notice, "environment"), "vessels");
  for (std::size_t i = 0; vessels != nullptr && i < vessels->size(); ++i) {
    auto const imo = text_of(&(*vessels)[i], "imo");
    if (imo.is_known() && !is_imo_number(imo.value()))
      faults.add("/environment/vessels/" + std::to_string(i) + "/imo", "has a wrong check digit");
  }
  check_entity_imo(notice, faults);
}

void check_import(Json const& notice, RuleFaults& faults) {
  if (stated(&notice, "import") == nullptr) return;
  auto const colour = colour_from_text(text_or_empty(&notice, "colour"));
  if ((only({*colour}) & only({Colour::red, Colour::yellow, Colour::unsc})) == 0)
    faults.add("/import", "has no public record for this colour");
}

}
