#include "gateway/convert/detail/sample_crime.hpp"

#include "gateway/convert/detail/sample_blocks.hpp"
#include "gateway/convert/detail/sample_person.hpp"
#include "protocol/json/json.hpp"

namespace huecry::convert::detail {
namespace {

using json::Json;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// A number with the check digit of IMO resolution A.1117(30).
std::string imo_number(Dice& dice) {
  std::string digits;
  int sum = 0;
  for (int weight = 7; weight >= 2; --weight) {
    int const digit = dice.between(weight == 7 ? 7 : 0, 9);
    sum += digit * weight;
    digits += static_cast<char>('0' + digit);
  }
  return digits += static_cast<char>('0' + sum % 10);
}

}

Case make_case(Dice& dice, std::string const& subject) {
  Case matter;
  matter.crime = &dice.pick(crimes());
  matter.scene = dice.pick(scenes());
  matter.accomplice = name_of(make_person(dice, 1960, 2000));
  matter.story = matter.crime->story;
  replace_all(matter.story, "{name}", subject);
  replace_all(matter.story, "{place}", matter.scene.name);
  replace_all(matter.story, "{other}", matter.accomplice);
  replace_all(matter.story, "{amount}", std::to_string(dice.between(3, 900)));
  return matter;
}

Json judicial_of(Case const& matter, SampleRequest const& request, Dice& dice) {
  std::string const home = home_of(request.iss);
  Json warrant = {{"reference", std::to_string(dice.between(10, 99)) + "/" + dice.code(5)},
                  {"country", home},
                  {"authority", "Investigating court, chamber " + std::to_string(dice.between(1, 12))},
                  {"date", day_before(dice, request.issued, 900)},
                  {"charge", matter.crime->charge},
                  {"law", matter.crime->law},
                  {"max_penalty_months", matter.crime->max_penalty_months}};
  if (!matter.crime->charge_in_original.empty()) {
    warrant["charge"] = matter.crime->charge_in_original;
    warrant["charge_translation"] = matter.crime->charge;
  }
  if (dice.chance(20)) warrant["sentence_months"] = dice.between(6, 200);
  return {{"warrants", Json::array({std::move(warrant)})}, {"extradition", {{"assured", true}}}};
}

Json facts_of(Case const& matter, SampleRequest const& request, Dice& dice) {
  std::string const day = day_before(dice, request.issued - std::chrono::days(1000), 1500);
  Json facts = {{"summary", matter.story},
                {"date", dice.chance(60) ? day : day.substr(0, 7)},
                {"place", matter.scene.name},
                {"country", matter.scene.country},
                {"offences", matter.crime->offences},
                {"accomplices", Json::array({matter.accomplice})}};
  if (dice.chance(70)) facts["modus_operandi"] = matter.crime->modus_operandi;
  return facts;
}

Json environment_of(Dice& dice) {
  Json const flag = {{"country", "PA"}, {"from", "2015"}};
  Json const species = {{"scientific_name", "Dissostichus eleginoides"}, {"cites", "NONE"}};
  Json const vessel = {{"name", dice.chance(50) ? "OCEAN PEARL 7" : "Морская звезда"},
                       {"former_names", Json::array({"SEA DRAGON"})},
                       {"imo", imo_number(dice)},
                       {"flags", Json::array({flag})}};
  return {{"area", "FIS"},
          {"species", Json::array({species})},
          {"quantity", dice.between(2, 900) / 2.0},
          {"unit", "T"},
          {"vessels", Json::array({vessel})}};
}

}
