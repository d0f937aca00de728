#include "protocol/documents/detail/person_facts.hpp"

#include "protocol/documents/blocks.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;
using std::chrono::years;

bool is_about_person(Json const& notice) {
  Json const* const identity = stated(&notice, "identity");
  if (stated(identity, "entity_name") != nullptr) return false;
  auto const status = text_or_empty(&notice, "status_of_person");
  if (!status.empty() && status != "none") return true;
  return identity != nullptr || stated(&notice, "description") != nullptr || stated(&notice, "find") != nullptr;
}

/// A body is of an adult where its age is; that it was a child's stays unknown, since the dead do not grow up.
std::optional<DateInterval> born_by_age(Json const& notice) {
  constexpr int of_age_years = 18;
  Json const* const age = stated(stated(&notice, "find"), "age_from");
  auto const issued = date_of(&notice, "issued");
  if (age == nullptr || age->get<int>() < of_age_years || !issued.is_known()) return std::nullopt;
  std::chrono::year_month_day const day(issued.value().interval()->first);
  auto const born = day - years(age->get<int>() + 1);
  std::chrono::sys_days const last(born.ok() ? born : born.year() / born.month() / std::chrono::last);
  return DateInterval{std::chrono::sys_days(), last};
}

std::optional<DateInterval> born_of(Json const& notice) {
  auto const date = date_of(stated(&notice, "identity"), "date_of_birth");
  if (!date.is_known()) return born_by_age(notice);
  return date.value().interval();
}

std::optional<CountrySet> nationalities_of(Json const& notice) {
  Json const* const list = stated(stated(&notice, "identity"), "nationalities");
  if (list == nullptr || list->empty()) return std::nullopt;
  CountrySet countries;
  for (Json const& entry : *list)
    if (auto const country = CountryCode::parse(text_or_empty(&entry, "country"))) countries.add(*country);
  return countries;
}

}

PersonFacts person_facts_of(Json const& notice) {
  PersonFacts facts;
  facts.about_person = is_about_person(notice);
  facts.born = born_of(notice);
  facts.nationalities = nationalities_of(notice);
  facts.judicial = has_block(notice, "judicial");
  facts.images = has_block(notice, "images");
  facts.biometrics = has_block(notice, "biometrics");
  return facts;
}

}
