#pragma once
// Words of the call that must be of a list: a mistake is answered here, with the list, before anybody is asked.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace huecry::cli {

/// Any case; the word becomes the one of the list. Error: "colour pink is none of red, blue".
[[nodiscard]] CLI::Validator one_of(std::string const& what, std::vector<std::string> const& words);
/// The list of an option, for completion; empty for one that takes any text.
[[nodiscard]] std::vector<std::string> choices_of(CLI::Option const& option);

[[nodiscard]] std::vector<std::string> colour_names();  // as the hub writes them: "RED", "STOLEN_ART"
[[nodiscard]] std::vector<std::string> region_names();
/// Of a list of docs/schemas/codes.json: "hit_answer". REQUIRES: there is such a list.
[[nodiscard]] std::vector<std::string> code_names(std::string_view list);
[[nodiscard]] std::vector<std::string> entity_kinds();

}
