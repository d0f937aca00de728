#pragma once
// An invented case: what was done, where, and what a court says about it.

#include <string>

#include "gateway/convert/detail/dice.hpp"
#include "gateway/convert/detail/pools.hpp"
#include "gateway/convert/sample.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::convert::detail {

struct Case {
  Crime const* crime = nullptr;
  Town scene;
  std::string accomplice, story;
};

[[nodiscard]] Case make_case(Dice& dice, std::string const& subject);

[[nodiscard]] json::Json judicial_of(Case const& matter, SampleRequest const& request, Dice& dice);
[[nodiscard]] json::Json facts_of(Case const& matter, SampleRequest const& request, Dice& dice);
[[nodiscard]] json::Json environment_of(Dice& dice);

}
