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
  std::string_view parent;  // empty: the notice itself; a list: each of its objects
  std::string_view member;
};

constexpr std::array<Place, 5> k_places{{{"judicial", "", "judicial"},
                                         {"images", "description", "photos"},
                                         {"images", "objects", "images"},
                                         {"biometrics", "find", "dental_reference"},
                                         {"biometrics", "find", "dna_reference"}}};

/// visit(object) for each object that may have the member.
template <class Notice, class Visit>
void for_each_parent(Notice& notice, Place const& place, Visit&& visit) {
  if (place.parent.empty()) return visit(notice);
  auto const parent = notice.find(place.parent);
  if (parent == notice.end()) return;
  if (parent->is_object()) return visit(*parent);
  if (!parent->is_array()) return;
  for (auto& item : *parent)
    if (item.is_object()) visit(item);
}

}

bool has_block(Json const& notice, std::string_view block) {
  bool found = false;
  for (Place const& place : k_places)
    if (place.block == block)
      for_each_parent(notice, place,
                      [&](Json const& object) { found = found || stated(&object, place.member) != nullptr; });
  return found;
}

void remove_block(Json& notice, std::string_view block) {
  for (Place const& place : k_places)
    if (place.block == block)
      for_each_parent(notice, place, [&](Json& object) { object.erase(std::string(place.member)); });
}

}
