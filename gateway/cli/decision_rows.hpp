#pragma once
// A stored decision (docs/policy.md, "What is stored") by country. Pure; any thread. Input: the hub's.

#include <string>
#include <string_view>
#include <vector>

#include "gateway/cli/output.hpp"
#include "protocol/base/country.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// The answer for countries that have it for the same reason.
struct DecisionRow {
  std::string verdict;  // as policy::Verdict
  std::string by;       // "release FR 7": layer, author and seq of its document
  std::string rule, cause;
  std::vector<std::string> without, duties;
  CountrySet countries;
};

/// A set of countries as records hold it. Errors: json_invalid.
[[nodiscard]] Result<CountrySet> country_set(json::Json const& object, std::string_view name);

/// The allowed first, then in the order of the record. Errors: json_invalid; parameter_invalid for an unknown country.
[[nodiscard]] Result<std::vector<DecisionRow>> decision_rows(json::Json const& record);

void show_decision(Output const& output, std::vector<DecisionRow> const& rows);

}
