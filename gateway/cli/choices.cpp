#include "gateway/cli/choices.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/country.hpp"
#include "protocol/documents/codes.hpp"
#include "protocol/documents/colour.hpp"
#include "protocol/policy/vocabulary.hpp"

namespace huecry::cli {
namespace {

std::string joined(std::vector<std::string> const& words, std::string const& between) {
  std::string out;
  for (std::string const& word : words) out += (out.empty() ? "" : between) + word;
  return out;
}

}

CLI::Validator one_of(std::string const& what, std::vector<std::string> const& words) {
  auto const check = [what, words](std::string& text) -> std::string {
    auto const same = [&text](std::string const& word) {
      return CLI::detail::to_lower(word) == CLI::detail::to_lower(text);
    };
    auto const found = std::ranges::find_if(words, same);
    if (found == words.end()) return what + " " + text + " is none of " + joined(words, ", ");
    text = *found;
    return {};
  };
  return {check, "{" + joined(words, ",") + "}"};
}

std::vector<std::string> choices_of(CLI::Option const& option) {
  std::string const type = option.get_type_name();  // ends with what the validator says of itself
  auto const begin = type.rfind('{'), end = type.rfind('}');
  if (begin == type.npos || end == type.npos || end < begin) return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

std::vector<std::string> colour_names() {
  std::vector<std::string> names;
  names.reserve(documents::k_colours.size());
  for (documents::Colour const colour : documents::k_colours) names.emplace_back(to_text(colour));
  return names;
}

std::vector<std::string> code_names(std::string_view list) {
  documents::CodeLists const lists;
  documents::CodeList const* const found = lists.find(list);
  HUECRY_ASSERT(found != nullptr);
  std::vector<std::string> names;
  names.reserve(found->codes().size());
  for (documents::Code const& code : found->codes()) names.push_back(code.code);
  return names;
}

std::vector<std::string> region_names() {
  std::vector<std::string> names;
  for (auto const region :
       {Region::africa, Region::americas, Region::asia_pacific, Region::europe, Region::middle_east})
    names.emplace_back(to_text(region));
  return names;
}

std::vector<std::string> entity_kinds() { return {policy::k_entity_kinds.begin(), policy::k_entity_kinds.end()}; }

}
