// What a RED notice must show before it may ask for an arrest.
#include <algorithm>

#include "protocol/documents/detail/notice_rules.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;

constexpr std::int64_t k_penalty_months_min = 24;  // the highest that the law provides
constexpr std::int64_t k_sentence_months_min = 6;  // the one that was imposed

Json const* warrants(Json const& notice) { return stated(stated(&notice, "judicial"), "warrants"); }

bool reaches(Json const& warrant, std::string_view name, std::int64_t months) {
  Json const* const value = stated(&warrant, name);
  return value != nullptr && value->get<std::int64_t>() >= months;
}

void require(Json const& warrant, std::string const& pointer, std::string_view name, RuleFaults& faults) {
  if (stated(&warrant, name) == nullptr) faults.add(pointer + "/" + std::string(name), "is required in a RED notice");
}

}

void check_red_facts(Json const& notice, RuleFaults& faults) {
  Json const* const facts = stated(&notice, "facts");
  if (!text_of(facts, "summary").is_known()) faults.add("/facts/summary", "must say what this person did");
  if (!date_of(facts, "date").is_known()) faults.add("/facts/date", "must say when, at least the year");
  if (!text_of(facts, "place").is_known()) faults.add("/facts/place", "must say where");
}

void check_red_offence(Json const& notice, RuleFaults& faults) {
  Json const* const offences = stated(stated(&notice, "facts"), "offences");
  if (offences == nullptr || offences->empty()) faults.add("/facts/offences", "must name an offence");
}

void check_red_warrants(Json const& notice, RuleFaults& faults) {
  Json const* const list = warrants(notice);
  if (list == nullptr) faults.add("/judicial/warrants", "are required in a RED notice");
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    Json const& warrant = (*list)[i];
    std::string const pointer = "/judicial/warrants/" + std::to_string(i);
    for (std::string_view const name : {"reference", "authority", "date", "charge", "law"})
      require(warrant, pointer, name, faults);
    if (stated(&warrant, "max_penalty_months") == nullptr && stated(&warrant, "sentence_months") == nullptr)
      faults.add(pointer + "/max_penalty_months", "is required where no sentence is stated");
  }
}

void check_red_threshold(Json const& notice, RuleFaults& faults) {
  Json const* const list = warrants(notice);
  if (list == nullptr) return;  // red-warrants says so
  bool const reached = std::ranges::any_of(*list, [](Json const& warrant) {
    return reaches(warrant, "max_penalty_months", k_penalty_months_min) ||
           reaches(warrant, "sentence_months", k_sentence_months_min);
  });
  if (!reached)
    faults.add("/judicial/warrants",
               "need one with a maximum penalty of 24 months, or a sentence of 6 months, or more");
}

void check_red_extradition(Json const& notice, RuleFaults& faults) {
  Json const* const assured = stated(stated(stated(&notice, "judicial"), "extradition"), "assured");
  if (assured == nullptr || !assured->get<bool>())
    faults.add("/judicial/extradition/assured", "must be true: extradition will be sought on arrest");
}

void check_red_family(Json const& notice, RuleFaults& faults) {
  Json const* const facts = stated(&notice, "facts");
  if (stated(facts, "excluded_family") != nullptr && stated(facts, "exception_reason") == nullptr)
    faults.add("/facts/exception_reason", "is required: no RED notice for this family of offences otherwise");
}

}
