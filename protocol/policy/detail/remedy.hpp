#pragma once
// What would change a denial, in a sentence. Pure; any thread.

#include <string>

#include "protocol/policy/detail/compiled.hpp"

namespace huecry::policy::detail {

/// One member's case.
struct Matter {
  Compiled const& compiled;
  Subject const& subject;
  Circumstances const& now;
  CountryCode recipient;
};

/// Empty where nothing would: the origin, and what is permitted.
[[nodiscard]] std::string remedy_for(Matter const& matter, Reason const& reason);

}
