#pragma once
// The blocks of a sample besides those of the person, by colour.

#include "gateway/convert/detail/dice.hpp"
#include "gateway/convert/detail/pools.hpp"
#include "gateway/convert/sample.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::convert::detail {

/// Sets every block that the colour needs, and some that it may have, with purpose and status_of_person.
void add_blocks(json::Json& notice, SampleRequest const& request, Dice& dice);

/// An ISO code for places: the issuer's own, or another where the issuer is an organisation.
[[nodiscard]] std::string home_of(CountryCode issuer);

}
