#pragma once
// An invented person, and the blocks that describe one.

#include <chrono>
#include <string>

#include "gateway/convert/detail/dice.hpp"
#include "gateway/convert/detail/pools.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::convert::detail {

struct Person {
  Culture const* culture = nullptr;
  Name family, given;
  bool female = false;
  int birth_year = 1980;
};

[[nodiscard]] Person make_person(Dice& dice, int birth_year_first, int birth_year_last);
/// "Given FAMILY".
[[nodiscard]] std::string name_of(Person const& person);

/// A date as records have them: whole, without day, year only, or, rarely, wholly unknown.
[[nodiscard]] std::string partial_date(Dice& dice, int year);
/// A whole date up to `days` before the given one.
[[nodiscard]] std::string day_before(Dice& dice, std::chrono::sys_days day, int days);

[[nodiscard]] json::Json identity_of(Person const& person, Dice& dice);
[[nodiscard]] json::Json description_of(Person const& person, Dice& dice);
[[nodiscard]] json::Json photos(Dice& dice);

}
