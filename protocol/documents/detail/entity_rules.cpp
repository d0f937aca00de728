#include "protocol/documents/detail/entity_rules.hpp"

#include <algorithm>
#include <array>

#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;
using namespace std::string_view_literals;

constexpr std::string_view k_entities = "/entities/";

struct Entity {
  std::string pointer;
  std::string_view list;
  Json const* value;
};

std::vector<Entity> entities_of(Json const& document) {
  std::vector<Entity> found;
  Json const* const entities = stated(&document, "entities");
  if (entities == nullptr) return found;
  for (auto const& [list, values] : entities->items())
    for (std::size_t i = 0; i < values.size(); ++i)
      found.push_back({std::string(k_entities).append(list).append("/").append(std::to_string(i)), list, &values[i]});
  return found;
}

/// Whoever gets it must be able to find it again.
constexpr std::array k_known_by{
    std::pair{"vehicles"sv, std::array{"plate"sv, "vin"sv, "engine_no"sv, "note"sv}},
    std::pair{"firearms"sv, std::array{"serial_no"sv, "make"sv, "import_marks"sv, "note"sv}},
    std::pair{"accounts"sv, std::array{"iban"sv, "number"sv, "holder"sv, "note"sv}},
    std::pair{"locations"sv, std::array{"name"sv, "address"sv, "latitude"sv, "note"sv}},
};

}

std::vector<std::string> entity_refs(Json const& document) {
  std::vector<std::string> refs;
  for (Entity const& entity : entities_of(document))
    if (auto const ref = text_or_empty(entity.value, "ref"); !ref.empty()) refs.emplace_back(ref);
  return refs;
}

void check_entity_refs(Json const& document, RuleFaults& faults) {
  auto const entities = entities_of(document);
  auto const refs = entity_refs(document);
  auto const leads = [&](Entity const& entity, char const* member) {
    auto const ref = text_or_empty(entity.value, member);
    if (!ref.empty() && std::ranges::find(refs, ref) == refs.end())
      faults.add(entity.pointer + "/" + member, "is no entity of this document");
  };
  for (Entity const& entity : entities) {
    auto const ref = text_or_empty(entity.value, "ref");
    if (!ref.empty() && std::ranges::count(refs, ref) > 1)
      faults.add(entity.pointer + "/ref", "is that of another, too");
    if (entity.list == "events") leads(entity, "place");
    if (entity.list != "connections") continue;
    leads(entity, "of");
    leads(entity, "to");
  }
}

void check_entity_known_by(Json const& document, RuleFaults& faults) {
  for (Entity const& entity : entities_of(document))
    for (auto const& [list, members] : k_known_by) {
      auto const is_stated = [&](std::string_view name) { return stated(entity.value, name) != nullptr; };
      if (entity.list != list || std::ranges::any_of(members, is_stated)) continue;
      std::string needs;
      for (std::string_view const name : members) needs.append(needs.empty() ? "needs " : " or ").append(name);
      faults.add(entity.pointer, needs);
    }
}

void check_entity_imo(Json const& document, RuleFaults& faults) {
  for (Entity const& entity : entities_of(document)) {
    auto const imo = text_or_empty(stated(entity.value, "vessel"), "imo");
    if (!imo.empty() && !is_imo_number(imo)) faults.add(entity.pointer + "/vessel/imo", "has a wrong check digit");
  }
}

void check_entity_iban(Json const& document, RuleFaults& faults) {
  for (Entity const& entity : entities_of(document)) {
    auto const iban = text_or_empty(entity.value, "iban");
    if (!iban.empty() && !is_iban(iban)) faults.add(entity.pointer + "/iban", "has wrong check digits");
  }
}

void check_entity_places(Json const& document, RuleFaults& faults) {
  for (Entity const& entity : entities_of(document)) {
    bool const north = stated(entity.value, "latitude") != nullptr, east = stated(entity.value, "longitude") != nullptr;
    if (north != east)
      faults.add(entity.pointer + (north ? "/longitude" : "/latitude"), "latitude and longitude go together");
  }
}

void check_entities(Json const& document, RuleFaults& faults) {
  constexpr std::pair<std::string_view, RuleCheck> rules[] = {{"entity-refs", check_entity_refs},
                                                              {"entity-known-by", check_entity_known_by},
                                                              {"imo-check-digit", check_entity_imo},
                                                              {"iban-check-digits", check_entity_iban},
                                                              {"place-whole", check_entity_places}};
  for (auto const& [name, check] : rules) {
    faults.name_rule(name);
    check(document, faults);
  }
}

bool is_imo_number(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < 6; ++i) sum += (digits[i] - '0') * (7 - static_cast<int>(i));
  return sum % 10 == digits[6] - '0';
}

bool is_iban(std::string_view text) {
  unsigned rest = 0;
  auto const add = [&rest](char c) {
    bool const is_digit = c >= '0' && c <= '9';
    auto const value = static_cast<unsigned>(is_digit ? c - '0' : c - 'A' + 10);
    rest = (rest * (is_digit ? 10U : 100U) + value) % 97U;
  };
  for (char const c : text.substr(std::min<std::size_t>(4, text.size()))) add(c);
  for (char const c : text.substr(0, 4)) add(c);
  return rest == 1;
}

}
