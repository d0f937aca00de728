#include "protocol/documents/detail/notice_texts.hpp"

#include <algorithm>
#include <array>

#include "protocol/base/limits.hpp"
#include "protocol/documents/detail/strings.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"
#include "protocol/text/fold.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;
using namespace std::string_view_literals;

/// Members besides names that people search for.
constexpr std::array k_reference_members{
    "call_sign"sv, "engine_no"sv, "file_no"sv,   "iban"sv,         "id"sv,    "identifier"sv, "imo"sv,
    "maker"sv,     "mmsi"sv,      "notice_no"sv, "number"sv,       "plate"sv, "reference"sv,  "registration_number"sv,
    "serial_no"sv, "source_id"sv, "title"sv,     "un_reference"sv, "vin"sv};
static_assert(std::ranges::is_sorted(k_reference_members));

bool is_searched(std::string_view member) {
  return is_name_member(member) || std::ranges::binary_search(k_reference_members, member);
}

/// Whoever has an edition without the block must not find it by its words. Of the others no member is searched
/// (protocol/documents/blocks.hpp).
bool is_in_block(Place const& place) {
  for (Place const* at = &place; at != nullptr; at = at->up)
    if (at->member == "judicial") return true;
  return false;
}

/// "FAMILY, Forename"; the parts that are stated.
std::string person_of(Json const* identity) {
  std::string name(text_or_empty(identity, "family_name"));
  auto const forename = text_or_empty(identity, "forename");
  if (!name.empty() && !forename.empty() && forename != "-") name += ", ";
  if (forename != "-" || name.empty()) name += forename;
  return name;
}

std::string find_of(Json const* find) {
  if (find == nullptr) return {};
  std::string text("Body found in ");
  text.append(text_or_empty(find, "place")).append(", ").append(text_or_empty(find, "country"));
  return text.append(", ").append(text_or_empty(find, "date"));
}

std::string object_of(Json const* objects) {
  if (objects == nullptr || objects->empty()) return {};
  Json const& object = objects->front();
  auto const title = text_or_empty(&object, "title");
  return std::string(title.empty() ? text_or_empty(&object, "description") : title);
}

/// The candidates in order: a colour has those blocks that are its subject.
std::string longest_title(Json const& notice) {
  std::array const candidates{std::string(text_or_empty(stated(&notice, "threat"), "text")),
                              person_of(stated(&notice, "identity")),
                              std::string(text_or_empty(stated(&notice, "identity"), "entity_name")),
                              find_of(stated(&notice, "find")),
                              std::string(text_or_empty(stated(&notice, "method"), "summary")),
                              object_of(stated(&notice, "objects")),
                              std::string(text_or_empty(&notice, "file_no"))};
  return *std::ranges::find_if_not(candidates, &std::string::empty);  // file_no is never empty
}

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::string cut(std::string text, std::size_t chars_max) {
  std::size_t chars = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!starts_character(text[at]) || ++chars <= chars_max) continue;
    text.resize(at);
    return text;
  }
  return text;
}

}

std::string title_of(Json const& notice) {
  std::string title = longest_title(notice);
  std::ranges::replace_if(title, [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return cut(std::move(title), limits::notice_title_chars_max);
}

std::string search_text_of(Json const& notice) {
  std::string text;
  for_each_string(notice, [&text](Place const& place, std::string const& value) {
    if (is_searched(place.member) && !is_in_block(place)) text.append(value).append("\n");
  });
  return text::fold(text);
}

}
