#include "protocol/documents/blocks.hpp"

#include <algorithm>
#include <array>

#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents {
namespace {

using json::Json;

struct Place {
  std::string_view block;
  std::string_view parents;  // from the notice down, with slashes; of a list each of its objects
  std::string_view member;
};

constexpr std::array<Place, 7> k_places{{{"judicial", "", "judicial"},
                                         {"images", "description", "photos"},
                                         {"images", "objects", "images"},
                                         {"images", "entities/persons/description", "photos"},
                                         {"images", "entities/items/object", "images"},
                                         {"biometrics", "find", "dental_reference"},
                                         {"biometrics", "find", "dna_reference"}}};

/// visit(object) for each object that may have the member.
template <class Value, class Visit>
void for_each_parent(Value& value, std::string_view parents, Visit const& visit) {
  if (value.is_array()) {
    for (auto& item : value) for_each_parent(item, parents, visit);
    return;
  }
  if (!value.is_object()) return;
  if (parents.empty()) return visit(value);
  std::size_t const slash = parents.find('/');
  auto const child = value.find(parents.substr(0, slash));
  if (child != value.end())
    for_each_parent(*child, slash == std::string_view::npos ? std::string_view() : parents.substr(slash + 1), visit);
}

}

bool has_block(Json const& notice, std::string_view block) {
  bool found = false;
  for (Place const& place : k_places)
    if (place.block == block)
      for_each_parent(notice, place.parents,
                      [&](Json const& object) { found = found || stated(&object, place.member) != nullptr; });
  return found;
}

void remove_block(Json& notice, std::string_view block) {
  for (Place const& place : k_places)
    if (place.block == block)
      for_each_parent(notice, place.parents, [&](Json& object) { object.erase(std::string(place.member)); });
}

}
