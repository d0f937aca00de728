#pragma once
// Synthetic notices that look like real ones: many scripts, partial dates, several nationalities. All persons are
// invented from pools of common given and family names. Pure: the same request gives the same bytes on every machine.

#include <chrono>
#include <cstdint>
#include <string>

#include "protocol/base/country.hpp"
#include "protocol/documents/colour.hpp"

namespace huecry::convert {

struct SampleRequest {
  documents::Colour colour = documents::Colour::red;
  CountryCode iss;
  std::uint64_t seed = 1;
  std::chrono::sys_days issued;  // review_on and every other date follow from it
  CountrySet excluded;           // copied to exclude[]; iss is left out of it
};

/// The payload of one notice, version 1, valid for documents::read_notice. Its id is "<iss>-<colour>-<seed>", as in
/// FR-stolen-art-7; different (iss, colour, seed) give different ids.
[[nodiscard]] std::string sample_notice(SampleRequest const& request);

/// The payload that takes the notice of sample_notice(request) back, as the given version.
[[nodiscard]] std::string sample_withdrawal(SampleRequest const& request, std::uint32_t ver);

}
