#include "gateway/convert/detail/sample_blocks.hpp"

#include "gateway/convert/detail/sample_crime.hpp"
#include "gateway/convert/detail/sample_person.hpp"
#include "protocol/base/assert.hpp"
#include "protocol/json/json.hpp"

namespace huecry::convert::detail {
namespace {

using documents::Colour;
using json::Json;

void set_subject(Json& notice, std::string_view purpose, std::string_view status) {
  notice["purpose"] = purpose;
  notice["status_of_person"] = status;
}

/// A person between two ages, with identity and description.
Person add_person(Json& notice, SampleRequest const& request, Dice& dice, int age_min, int age_max) {
  int const year = static_cast<int>(std::chrono::year_month_day(request.issued).year());
  Person const person = make_person(dice, year - age_max, year - age_min);
  notice["identity"] = identity_of(person, dice);
  notice["description"] = description_of(person, dice);
  return person;
}

void add_red(Json& notice, SampleRequest const& request, Dice& dice) {
  constexpr std::array<std::string_view, 3> statuses{"charged", "suspect", "convicted"};
  set_subject(notice, "WANTED", dice.pick(statuses));
  Person const person = add_person(notice, request, dice, 19, 70);
  Case const matter = make_case(dice, name_of(person));
  notice["judicial"] = judicial_of(matter, request, dice);
  notice["facts"] = facts_of(matter, request, dice);
  if (dice.chance(20)) notice["warning"] = {{"text", "May be armed."}, {"danger", "HIGH"}};
}

void add_blue(Json& notice, SampleRequest const& request, Dice& dice) {
  constexpr std::array<std::string_view, 3> statuses{"person_of_interest", "witness", "suspect"};
  set_subject(notice, "IDENTIFY_INTEREST", dice.pick(statuses));
  Person const person = add_person(notice, request, dice, 19, 70);
  notice["facts"] = facts_of(make_case(dice, name_of(person)), request, dice);
}

void add_green(Json& notice, SampleRequest const& request, Dice& dice) {
  set_subject(notice, "WARN", "possible_threat");
  Person const person = add_person(notice, request, dice, 25, 75);
  notice["facts"] = facts_of(make_case(dice, name_of(person)), request, dice);
  notice["warning"] = {{"text", "Has done so in several countries and is likely to do so again."},
                       {"danger", dice.chance(50) ? "MEDIUM" : "HIGH"},
                       {"measure", "Report sightings; do not detain on the ground of this notice."}};
}

void add_yellow(Json& notice, SampleRequest const& request, Dice& dice) {
  set_subject(notice, "IDENTIFY_PERSON_OR_BODY", dice.chance(90) ? "missing" : "unidentified_person");
  add_person(notice, request, dice, 2, dice.chance(70) ? 17 : 80);
  notice["event"] = {
      {"date", day_before(dice, request.issued, 400)},
      {"place", dice.pick(scenes()).name},
      {"country", home_of(request.iss)},
      {"circumstances", "Left home in the morning and was last seen at the station.\r\nThe telephone is off."}};
  notice["urgent"] = dice.chance(30);
}

void add_black(Json& notice, SampleRequest const& request, Dice& dice) {
  set_subject(notice, "IDENTIFY_PERSON_OR_BODY", "body");
  Person const person = make_person(dice, 1960, 1990);
  notice["description"] = description_of(person, dice);
  int const age = dice.between(18, 70);
  notice["find"] = {{"date", day_before(dice, request.issued, 200)},
                    {"place", std::string("Shore near ").append(dice.pick(scenes()).name)},
                    {"country", home_of(request.iss)},
                    {"sex", person.female ? "F" : "M"},
                    {"age_from", age},
                    {"age_to", age + 12},
                    {"clothing", "Dark trousers, one boot of size 43, blue shirt without label."},
                    {"dental_reference", dice.code(8)}};
  if (dice.chance(40)) notice["find"]["jewellery"] = "Silver ring, engraved M.K. 2009.";
}

Json object_of(std::string_view kind, std::string_view description, SampleRequest const& request, Dice& dice) {
  return {{"kind", kind},
          {"description", description},
          {"place", dice.pick(scenes()).name},
          {"country", home_of(request.iss)},
          {"date", day_before(dice, request.issued, 300)},
          {"images", photos(dice)}};
}

void add_purple(Json& notice, SampleRequest const& request, Dice& dice) {
  set_subject(notice, "CRIME_INFO", "none");
  Case const matter = make_case(dice, "an unknown person");
  notice["method"] = {{"summary", matter.crime->modus_operandi},
                      {"concealment", "Between real goods in the front third of the container."},
                      {"seen_in", Json::array({dice.pick(scenes()).country})},
                      {"since", std::to_string(dice.between(2018, 2024))}};
  notice["objects"].push_back(
      object_of("DEVICE", "Vacuum sealer with labels of a firm that does not exist.", request, dice));
  notice["facts"] = facts_of(matter, request, dice);
  if (dice.chance(50)) notice["environment"] = environment_of(dice);
}

void add_orange(Json& notice, SampleRequest const& request, Dice& dice) {
  set_subject(notice, "WARN", "none");
  notice["threat"] = {{"kind", "OBJECT"},
                      {"text", "Parcels with a pressure switch, addressed to courts and ministries."},
                      {"danger", "EXTREME"},
                      {"place", dice.pick(scenes()).name},
                      {"country", home_of(request.iss)},
                      {"from", day_before(dice, request.issued, 20)},
                      {"measure", "Do not open; clear 100 m; call disposal."}};
  notice["objects"].push_back(
      object_of("EXPLOSIVE", "Parcel, 30 x 20 x 10 cm, brown paper, label in capitals.", request, dice));
  notice["urgent"] = true;
}

void add_stolen_art(Json& notice, SampleRequest const& request, Dice& dice) {
  constexpr std::array<std::string_view, 4> titles{"Madonna with child", "River landscape at dusk",
                                                   "Portrait of a notary", "Still life with lemons"};
  set_subject(notice, "CRIME_INFO", "none");
  Json object = object_of("PAINTING", "Oil on canvas, relined; small repair in the upper left corner.", request, dice);
  object["title"] = dice.pick(titles);
  object["maker"] = dice.chance(50) ? "Unknown master" : name_of(make_person(dice, 1800, 1900));
  object["dimensions"] = std::to_string(dice.between(20, 180)) + " x " + std::to_string(dice.between(20, 140)) + " cm";
  notice["objects"].push_back(std::move(object));
}

void add_unsc(Json& notice, SampleRequest const& request, Dice& dice) {
  set_subject(notice, "WARN", "possible_threat");
  bool const entity = dice.chance(30);
  Person const person = make_person(dice, 1955, 1995);
  if (entity) {
    set_subject(notice, "WARN", "none");
    notice["identity"] = {{"entity_name", std::string(person.family.latin).append(" Trading Company")},
                          {"aliases", Json::array({std::string(person.family.latin).append(" Exchange")})}};
  } else {
    notice["identity"] = identity_of(person, dice);
  }
  notice["sanctions"] = {{"un_reference", (entity ? "QDe." : "QDi.") + std::to_string(dice.between(100, 999))},
                         {"un_resolution", "1267"},
                         {"un_reference_date", day_before(dice, request.issued, 3000)},
                         {"purposes", Json::array({"Assets freeze", "Travel ban", "Arms embargo"})},
                         {"summary", "Has supported listed groups with money and travel papers."}};
}

void add_silver(Json& notice, SampleRequest const& request, Dice& dice) {
  set_subject(notice, "CRIME_INFO", "suspect");
  Person const person = add_person(notice, request, dice, 25, 75);
  notice["facts"] = facts_of(make_case(dice, name_of(person)), request, dice);
  Json const house = {{"kind", "real_estate"},
                      {"action", "LOCATE"},
                      {"country", dice.pick(scenes()).country},
                      {"holder", std::string(person.family.latin).append(" Holding")},
                      {"value", dice.between(100, 9000) * 1000 + 0.5},
                      {"currency", "EUR"}};
  Json const account = {{"kind", "account"}, {"action", "INFORM"}, {"identifier", dice.code(18)}, {"country", "CH"}};
  notice["assets"] = Json::array({house, account});
}

}

std::string home_of(CountryCode issuer) { return issuer.region() == Region::none ? "FR" : std::string(issuer.text()); }

void add_blocks(Json& notice, SampleRequest const& request, Dice& dice) {
  switch (request.colour) {
    case Colour::red: return add_red(notice, request, dice);
    case Colour::blue: return add_blue(notice, request, dice);
    case Colour::green: return add_green(notice, request, dice);
    case Colour::yellow: return add_yellow(notice, request, dice);
    case Colour::black: return add_black(notice, request, dice);
    case Colour::purple: return add_purple(notice, request, dice);
    case Colour::orange: return add_orange(notice, request, dice);
    case Colour::stolen_art: return add_stolen_art(notice, request, dice);
    case Colour::unsc: return add_unsc(notice, request, dice);
    case Colour::silver: return add_silver(notice, request, dice);
  }
  HUECRY_ASSERT(false);
}

}
