#include "gateway/convert/interpol_fields.hpp"

#include <array>
#include <utility>

#include "protocol/base/country.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/json/json.hpp"

namespace huecry::convert::fields {
namespace {

using json::Json;
using Name = std::pair<char const*, char const*>;  // of the record, of the notice

bool given(Json const& record, char const* name) { return record.contains(name) && !record[name].is_null(); }

void copy(Json const& record, Json& block, std::initializer_list<Name> names) {
  for (auto const& [from, to] : names)
    if (given(record, from)) block[to] = record[from];
}

/// A code list: null or empty says nothing.
void copy_list(Json const& record, Json& block, char const* from, char const* to) {
  if (given(record, from) && record[from].is_array() && !record[from].empty()) block[to] = record[from];
}

void copy_country(Json const& record, Json& block, char const* from, char const* to) {
  if (given(record, from) && record[from].is_string() && CountryCode::parse(record[from].get<std::string>()))
    block[to] = record[from];
}

/// Legacy codes of hair that the list no longer has.
void modernise_hair(Json& block) {
  if (!block.contains("hair")) return;
  for (Json& code : block["hair"])
    if (code == "YELBD" || code == "BROL") code = "YELB";
}

Json parent(Json const& record, char const* family, char const* forename) {
  Json names = Json::object();
  copy(record, names, {{family, "family_name"}, {forename, "forename"}});
  return names;
}

void add_parents(Json const& record, Json& person) {
  if (Json father = parent(record, "father_name", "father_forename"); !father.empty())
    person["father"] = std::move(father);
  if (Json mother = parent(record, "mother_name", "mother_forename"); !mother.empty())
    person["mother"] = std::move(mother);
}

void add_nationalities(Json const& record, Json& person) {
  if (!given(record, "nationalities") || !record["nationalities"].is_array()) return;
  for (Json const& code : record["nationalities"])
    if (code.is_string() && CountryCode::parse(code.get<std::string>()))
      person["nationalities"].push_back({{"country", code}});
}

}

std::string date_text(std::chrono::sys_days day) {
  std::string text = iso_time(UnixMillis(day)).substr(0, 10);
  text[4] = text[7] = '/';
  return text;
}

Json identity(Json const& record) {
  Json person = Json::object();
  copy(record, person,
       {{"name", "family_name"},
        {"forename", "forename"},
        {"date_of_birth", "date_of_birth"},
        {"sex_id", "sex"},
        {"place_of_birth", "place_of_birth"},
        {"birth_name", "name_at_birth"},
        {"name_at_birth", "name_at_birth"},
        {"name_in_original_script", "family_name_original_script"},
        {"forename_in_original_script", "forename_original_script"},
        {"profession", "occupation"}});
  copy_country(record, person, "country_of_birth_id", "country_of_birth");
  copy_list(record, person, "languages_spoken_ids", "languages");
  copy_list(record, person, "aliases", "aliases");
  add_nationalities(record, person);
  add_parents(record, person);
  return person;
}

Json description(Json const& record) {
  Json block = Json::object();
  copy(record, block, {{"height", "height"}, {"weight", "weight"}, {"distinguishing_marks", "distinguishing_marks"}});
  copy_list(record, block, "eyes_colors_id", "eyes");
  copy_list(record, block, "hairs_id", "hair");
  modernise_hair(block);
  if (block.empty()) block["height"] = nullptr;  // a list shows no description: nobody said anything
  return block;
}

Json judicial(Json const& record) {
  Json warrants = Json::array();
  if (given(record, "arrest_warrants") && record["arrest_warrants"].is_array()) {
    for (Json const& one : record["arrest_warrants"]) {
      Json warrant = Json::object();
      copy(one, warrant, {{"charge", "charge"}, {"charge_translation", "charge_translation"}});
      copy_country(one, warrant, "issuing_country_id", "country");
      warrants.push_back(std::move(warrant));
    }
  }
  // A list shows no warrants, though a Red Notice has one.
  if (warrants.empty()) return {{"unknown", Json::array({"warrants"})}};
  return {{"warrants", std::move(warrants)}};
}

Json event(Json const& record) {
  Json block = Json::object();
  copy(record, block, {{"date_of_event", "date"}, {"place", "place"}});
  copy_country(record, block, "country", "country");
  return block;
}

Json sanctions(Json const& record) {
  Json block = Json::object();
  copy(record, block,
       {{"un_reference", "un_reference"},
        {"un_resolution", "un_resolution"},
        {"un_reference_date", "un_reference_date"},
        {"summary", "summary"},
        {"additional_information", "additional_information"},
        {"main_activity", "main_activity"},
        {"legal_form", "legal_form"},
        {"registration_number", "registration_number"},
        {"from_chamber_of_commerce", "chamber_of_commerce"}});
  for (auto const* name : {"purposes", "associates", "administrators", "formerly_known_as"})
    copy_list(record, block, name, name);
  return block;
}

Json unknown_facts() { return {{"date", "0000/00/00"}, {"unknown", Json::array({"summary", "place", "offences"})}}; }

}
