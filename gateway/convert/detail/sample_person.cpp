#include "gateway/convert/detail/sample_person.hpp"

#include "protocol/base/bytes.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/json/json.hpp"

namespace huecry::convert::detail {
namespace {

using json::Json;

constexpr std::array<std::string_view, 6> k_eyes{"BRO", "BROD", "BLU", "GRE", "BLA", "BROH"};
constexpr std::array<std::string_view, 6> k_hair{"BLA", "BRO", "BROF", "GRYG", "HAIB", "YELB"};
constexpr std::array<std::string_view, 5> k_builds{"SLIM", "MEDIUM", "ATHLETIC", "STOUT", "SMALL"};
constexpr std::array<std::string_view, 4> k_statuses{"SINGLE", "MARRIED", "DIVORCED", "WIDOWED"};
constexpr std::array<std::string_view, 3> k_papers{"PASSPORT", "IDENTITY_CARD", "DRIVING_LICENCE"};

template <class T>
T const& pick(Dice& dice, std::vector<T> const& from) {
  return dice.pick(std::span<T const>(from));
}

std::string day_in(int year, int month, int day) {
  return documents::PartialDate::from(std::chrono::year(year) / month / day).text();
}

/// Another writing of the same name: another order, the original script, or a second given name.
std::string alias_of(Person const& person, Dice& dice) {
  if (!person.family.original.empty() && dice.chance(60))
    return std::string(person.given.original).append(" ").append(person.family.original);
  auto const& given = pick(dice, person.female ? person.culture->female : person.culture->male);
  return std::string(given.latin).append(" ").append(person.family.latin);
}

void add_names(Json& identity, Person const& person, Dice& dice) {
  identity["family_name"] = person.family.latin;
  if (!dice.chance(4)) identity["forename"] = dice.chance(3) ? "-" : person.given.latin;
  if (!person.family.original.empty()) {
    identity["family_name_original_script"] = person.family.original;
    identity["forename_original_script"] = person.given.original;
  }
  auto const aliases = dice.below(4);
  for (std::size_t i = 0; i < aliases; ++i) identity["aliases"].push_back(alias_of(person, dice));
  if (person.female && dice.chance(20)) identity["name_at_birth"] = pick(dice, person.culture->family).latin;
}

void add_birth(Json& identity, Person const& person, Dice& dice) {
  identity["sex"] = dice.chance(2) ? "U" : person.female ? "F" : "M";
  identity["date_of_birth"] = partial_date(dice, person.birth_year);
  if (dice.chance(80)) identity["place_of_birth"] = pick(dice, person.culture->towns);
  if (dice.chance(85)) identity["country_of_birth"] = person.culture->countries.front();
  if (dice.chance(45))
    identity["father"] = {{"family_name", person.family.latin}, {"forename", pick(dice, person.culture->male).latin}};
  if (dice.chance(45))
    identity["mother"] = {{"family_name", pick(dice, person.culture->family).latin},
                          {"forename", pick(dice, person.culture->female).latin}};
}

void add_origin(Json& identity, Person const& person, Dice& dice) {
  if (dice.chance(5)) {
    identity["unknown"].push_back("nationalities");
  } else {
    identity["nationalities"].push_back({{"country", pick(dice, person.culture->countries)}, {"confirmed", true}});
    if (dice.chance(25))
      identity["nationalities"].push_back({{"country", dice.pick(cultures()).countries.back()}, {"confirmed", false}});
  }
  for (std::string_view const language : person.culture->languages) identity["languages"].push_back(language);
  if (person.culture->languages.front() != "ENG" && dice.chance(50)) identity["languages"].push_back("ENG");
}

void add_papers(Json& identity, Person const& person, Dice& dice) {
  auto const count = dice.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    int const year = dice.between(2014, 2020);
    identity["documents"].push_back({{"kind", dice.pick(k_papers)},
                                     {"number", dice.code(9)},
                                     {"country", pick(dice, person.culture->countries)},
                                     {"issued", day_in(year, dice.between(1, 12), dice.between(1, 28))},
                                     {"expires", std::to_string(year + 10)}});
  }
}

}

Person make_person(Dice& dice, int birth_year_first, int birth_year_last) {
  Person person;
  person.culture = &dice.pick(cultures());
  person.female = dice.chance(25);
  person.family = pick(dice, person.culture->family);
  person.given = pick(dice, person.female ? person.culture->female : person.culture->male);
  person.birth_year = dice.between(birth_year_first, birth_year_last);
  return person;
}

std::string name_of(Person const& person) {
  return std::string(person.given.latin).append(" ").append(person.family.latin);
}

std::string day_before(Dice& dice, std::chrono::sys_days day, int days) {
  return documents::date_text(day - std::chrono::days(dice.between(1, days)));
}

std::string partial_date(Dice& dice, int year) {
  std::string text = day_in(year, dice.between(1, 12), dice.between(1, 28));
  auto const kind = dice.below(100);
  if (kind < 70) return text;
  if (kind < 80) return text.substr(0, 8) + "00";
  if (kind < 85) return text.substr(0, 7);
  if (kind < 95) return text.substr(0, 4);
  return kind < 98 ? text.substr(0, 4) + "/00/00" : "0000/00/00";
}

Json photos(Dice& dice) {
  Digest digest;  // of an image that does not exist
  for (std::uint8_t& byte : digest.bytes) byte = static_cast<std::uint8_t>(dice.next());
  return Json::array({{{"sha256", to_base64url(digest)}, {"media_type", "image/jpeg"}}});
}

Json identity_of(Person const& person, Dice& dice) {
  Json identity = Json::object();
  add_names(identity, person, dice);
  add_birth(identity, person, dice);
  add_origin(identity, person, dice);
  add_papers(identity, person, dice);
  if (dice.chance(40)) identity["occupation"] = dice.pick(occupations());
  if (dice.chance(40)) identity["marital_status"] = dice.pick(k_statuses);
  return identity;
}

Json description_of(Person const& person, Dice& dice) {
  Json description = Json::object();
  if (dice.chance(85))
    description["height"] = dice.chance(8) ? 0 : dice.between(person.female ? 150 : 160, 198) / 100.0;
  if (dice.chance(75)) description["weight"] = dice.chance(8) ? 0 : dice.between(90, 240) / 2.0;
  if (dice.chance(50)) description["build"] = dice.pick(k_builds);
  description["hair"] = dice.chance(5) ? Json() : Json::array({dice.pick(k_hair)});
  description["eyes"] = dice.chance(10) ? Json::array() : Json::array({dice.pick(k_eyes)});
  if (dice.chance(45)) description["distinguishing_marks"] = dice.pick(marks());
  if (dice.chance(60)) description["photos"] = photos(dice);
  return description;
}

}
