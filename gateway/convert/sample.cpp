#include "gateway/convert/sample.hpp"

#include <random>
#include <string_view>

#include "gateway/convert/sample_pools.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::convert {
namespace {

using documents::Colour;
using json::Json;

constexpr int k_minor_age_years = 17;
constexpr int k_review_years = 5;

/// Draws by remainder, not by a distribution: the standard leaves those to each library, and a sample is the same
/// everywhere.
class Dice {
 public:
  Dice(Colour colour, CountryCode iss, std::uint64_t seed)
      : engine_(seed * 1024 + static_cast<std::uint64_t>(colour) * 256 + iss.slot()) {}
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  [[nodiscard]] bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class T>
  [[nodiscard]] T const& pick(std::span<T const> pool) {
    return pool[below(pool.size())];
  }
  [[nodiscard]] std::string_view any(std::initializer_list<std::string_view> words) {
    return words.begin()[below(words.size())];
  }

 private:
  std::mt19937_64 engine_;  // NOLINT(huecry-random): the same on every machine; guards nothing
};

std::string two_digits(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string date_text(std::chrono::sys_days day) {
  std::chrono::year_month_day const date(day);
  return std::to_string(static_cast<int>(date.year())) + '/' + two_digits(static_cast<unsigned>(date.month())) + '/' +
         two_digits(static_cast<unsigned>(date.day()));
}

/// Complete, without the day, with a zero day, or only the year: as records of several states have them.
std::string partial(Dice& dice, std::chrono::sys_days day) {
  std::string const whole = date_text(day);
  switch (dice.below(6)) {
    case 0: return whole.substr(0, 4);
    case 1: return whole.substr(0, 7);
    case 2: return whole.substr(0, 7) + "/00";
    default: return whole;
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

std::string id_of(SampleRequest const& request) {
  return std::string(request.iss.text()) + '-' + lower(documents::to_text(request.colour)) + '-' +
         std::to_string(request.seed);
}

std::chrono::sys_days years_before(std::chrono::sys_days day, int years, std::uint64_t days) {
  return day - std::chrono::days(365 * years) - std::chrono::days(days);
}

Json nationalities(Dice& dice, pools::Language const& language) {
  Json list = Json::array({{{"country", language.country}, {"confirmed", !dice.one_in(3)}}});
  pools::Language const& other = dice.pick(pools::languages());
  if (dice.one_in(3) && other.country != language.country)
    list.push_back({{"country", other.country}, {"confirmed", false}});
  return list;
}

Json identity(Dice& dice, SampleRequest const& request) {
  pools::Language const& language = dice.pick(pools::languages());
  auto const family = dice.below(language.family.size());
  auto const given = dice.below(language.given.size());
  bool const minor = request.colour == Colour::yellow && dice.one_in(2);
  int const age = minor ? static_cast<int>(dice.below(k_minor_age_years)) + 1 : 20 + static_cast<int>(dice.below(50));
  Json person = {{"family_name", language.family[family]},
                 {"sex", dice.any({"M", "F", "M", "F", "U"})},
                 {"date_of_birth", partial(dice, years_before(request.issued, age, dice.below(365)))},
                 {"place_of_birth", dice.pick(language.places)},
                 {"country_of_birth", language.country},
                 {"nationalities", nationalities(dice, language)},
                 {"languages", Json::array({language.language})}};
  if (dice.one_in(12)) {
    person["forename"] = "-";  // a person of one name, as some registers write it
  } else {
    person["forename"] = language.given[given];
  }
  if (language.family_original.size() > 1) {
    person["family_name_original_script"] = language.family_original[family];
    if (person["forename"] != "-") person["forename_original_script"] = language.given_original[given];
  }
  return person;
}

Json description(Dice& dice) {
  Json body = {{"height", 1.5 + static_cast<double>(dice.below(50)) / 100},
               {"weight", static_cast<double>(45 + dice.below(70))},
               {"eyes", Json::array({dice.any({"BRO", "BLU", "GRE", "BROD"})})},
               {"hair", Json::array({dice.any({"BLA", "BRO", "GRY", "BROF"})})}};
  if (dice.one_in(4)) body["height"] = 0;  // the source says that it does not know
  if (dice.one_in(4))
    body["distinguishing_marks"] =
        dice.any({"Scar on the left hand.", "Tattoo of an anchor on the right forearm.", "Limps slightly."});
  return body;
}

Json facts(Dice& dice, SampleRequest const& request, pools::Deed const& deed) {
  pools::Language const& where = dice.pick(pools::languages());
  return {{"summary", deed.summary},
          {"date", date_text(years_before(request.issued, 1, dice.below(700))).substr(0, 7)},
          {"place", dice.pick(where.places)},
          {"country", where.country},
          {"offences", Json::array({deed.offence})}};
}

Json judicial(Dice& dice, SampleRequest const& request, pools::Deed const& deed) {
  Json const warrant = {{"reference", "W-" + std::to_string(10000 + dice.below(90000))},
                        {"country", request.iss.text()},
                        {"authority", "Court of first instance"},
                        {"date", date_text(request.issued - std::chrono::days(5 + dice.below(300)))},
                        {"charge", deed.charge},
                        {"law", "Criminal code, art. " + std::to_string(100 + dice.below(300))},
                        {"max_penalty_months", deed.penalty_months}};
  return {{"warrants", Json::array({warrant})}, {"extradition", {{"assured", true}}}};
}

void add_person_blocks(Json& notice, Dice& dice, SampleRequest const& request, pools::Deed const& deed) {
  notice["identity"] = identity(dice, request);
  if (request.colour == Colour::unsc) return;
  if (request.colour != Colour::silver) notice["description"] = description(dice);
  if (request.colour == Colour::red) notice["judicial"] = judicial(dice, request, deed);
}

Json sanctions(Dice& dice) {
  return {{"un_reference", "QDi." + std::to_string(100 + dice.below(900))},
          {"un_resolution", "1267"},
          {"purposes", Json::array({"Assets freeze", "Travel ban"})},
          {"summary", "Invented entry for a demonstration."}};
}

struct Kind {
  std::string_view purpose;
  std::string_view status;
};

Kind kind_of(Colour colour) {
  switch (colour) {
    case Colour::red: return {"WANTED", "charged"};
    case Colour::blue: return {"IDENTIFY_INTEREST", "person_of_interest"};
    case Colour::green: return {"WARN", "convicted"};
    case Colour::yellow: return {"IDENTIFY_PERSON_OR_BODY", "missing"};
    case Colour::black: return {"IDENTIFY_PERSON_OR_BODY", "body"};
    case Colour::orange: return {"WARN", "possible_threat"};
    case Colour::silver: return {"CRIME_INFO", "suspect"};
    case Colour::unsc: return {"WARN", "none"};
    default: return {"CRIME_INFO", "none"};
  }
}

void add_blocks(Json& notice, Dice& dice, SampleRequest const& request) {
  pools::Deed const& deed = dice.pick(pools::deeds());
  pools::Language const& where = dice.pick(pools::languages());
  std::string const recent = date_text(request.issued - std::chrono::days(3 + dice.below(60)));
  switch (request.colour) {
    case Colour::red:
    case Colour::blue:
      add_person_blocks(notice, dice, request, deed);
      notice["facts"] = facts(dice, request, deed);
      break;
    case Colour::green:
      add_person_blocks(notice, dice, request, deed);
      notice["facts"] = facts(dice, request, deed);
      notice["warning"] = {{"text", "Approaches elderly people at their door."},
                           {"danger", dice.any({"LOW", "MEDIUM", "HIGH"})}};
      break;
    case Colour::yellow:
      add_person_blocks(notice, dice, request, deed);
      notice["event"] = {{"date", recent},
                         {"place", dice.pick(where.places)},
                         {"country", where.country},
                         {"circumstances", "Did not come home from a walk."}};
      break;
    case Colour::black:
      notice["description"] = description(dice);
      notice["find"] = {{"date", recent},
                        {"place", dice.pick(where.places)},
                        {"country", where.country},
                        {"clothing", "Grey coat, black boots."}};
      break;
    case Colour::orange:
      notice["threat"] = {{"kind", "OBJECT"},
                          {"text", "Parcels with a powder that catches fire in air are under way by post."},
                          {"danger", "HIGH"}};
      notice["objects"] = Json::array({{{"kind", "SUBSTANCE"}, {"description", "Brown box of 20 by 20 cm"}}});
      break;
    case Colour::purple:
      notice["method"] = {
          {"summary", "False permits of a fishing licence office are attached to real catch documents."}};
      notice["facts"] = facts(dice, request, deed);
      notice["objects"] = Json::array({{{"kind", "DOCUMENT"}, {"description", "Catch document with a copied stamp"}}});
      break;
    case Colour::stolen_art:
      notice["objects"] =
          Json::array({{{"kind", "PAINTING"}, {"description", "Oil on canvas, harbour at dusk, 60 by 80 cm"}}});
      break;
    case Colour::unsc:
      add_person_blocks(notice, dice, request, deed);
      notice["sanctions"] = sanctions(dice);
      break;
    case Colour::silver:
      add_person_blocks(notice, dice, request, deed);
      notice["facts"] = facts(dice, request, deed);
      notice["assets"] = Json::array({{{"kind", "account"},
                                       {"action", "LOCATE"},
                                       {"identifier", "ACC-" + std::to_string(dice.below(1000000))},
                                       {"country", where.country}}});
      break;
  }
}

Json core(SampleRequest const& request, std::uint32_t ver, std::string_view action) {
  return {{"v", 1},
          {"id", id_of(request)},
          {"ver", ver},
          {"iss", request.iss.text()},
          {"action", action},
          {"colour", documents::to_text(request.colour)},
          {"file_no", std::string(request.iss.text()) + "/" + std::to_string(request.seed)},
          {"issued", date_text(request.issued)}};
}

}

std::string sample_notice(SampleRequest const& request) {
  Dice dice(request.colour, request.iss, request.seed);
  Kind const kind = kind_of(request.colour);
  Json notice = core(request, 1, "publish");
  notice["review_on"] = date_text(request.issued + std::chrono::days(365 * k_review_years - 10));
  notice["languages"] = Json::array({"ENG"});
  notice["purpose"] = kind.purpose;
  notice["handling"] = "H0";
  notice["confidentiality"] = "OFFICIAL_USE";
  notice["status_of_person"] = kind.status;
  notice["priority"] = 1 + dice.below(9);
  notice["urgent"] = dice.one_in(10);
  for (CountryCode country : request.excluded.members())
    if (country != request.iss) notice["exclude"].push_back(country.text());
  add_blocks(notice, dice, request);
  return json::write(notice);
}

std::string sample_withdrawal(SampleRequest const& request, std::uint32_t ver) {
  Json notice = core(request, ver, "withdraw");
  notice["reason"] = "The purpose is met.";
  return json::write(notice);
}

}
