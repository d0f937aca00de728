#include "protocol/documents/detail/strings.hpp"

#include <algorithm>
#include <array>

#include "protocol/documents/detail/faults.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;
using namespace std::string_view_literals;

constexpr std::array k_date_members{"date"sv,  "date_of_birth"sv, "death_from"sv,        "death_until"sv, "expires"sv,
                                    "from"sv,  "issued"sv,        "limitation_date"sv,   "retrieved"sv,   "review_on"sv,
                                    "since"sv, "taken"sv,         "un_reference_date"sv, "until"sv};
constexpr std::array k_name_members{"accomplices"sv,
                                    "administrators"sv,
                                    "aliases"sv,
                                    "associates"sv,
                                    "entity_name"sv,
                                    "family_name"sv,
                                    "family_name_original_script"sv,
                                    "forename"sv,
                                    "forename_original_script"sv,
                                    "former_names"sv,
                                    "formerly_known_as"sv,
                                    "holder"sv,
                                    "name"sv,
                                    "name_at_birth"sv,
                                    "owner"sv};
static_assert(std::ranges::is_sorted(k_date_members) && std::ranges::is_sorted(k_name_members));

struct Visitor {
  OnString on_string;
  void* context;

  void visit(Json const& value, Place const& place) const {
    if (value.is_string()) {
      on_string(place, value.get_ref<std::string const&>(), context);
    } else if (value.is_object()) {
      for (auto at = value.begin(); at != value.end(); ++at) visit(*at, Place{&place, at.key(), 0, false});
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) visit(value[i], Place{&place, place.member, i, true});
    }
  }
};

}

std::string Place::pointer() const {
  if (up == nullptr) return {};
  std::string text = up->pointer();
  append_pointer(text, is_entry ? std::to_string(index) : std::string(member));
  return text;
}

void visit_strings(Json const& document, OnString on_string, void* context) {
  Visitor{on_string, context}.visit(document, Place{});
}

bool is_date_member(std::string_view member) noexcept { return std::ranges::binary_search(k_date_members, member); }
bool is_name_member(std::string_view member) noexcept { return std::ranges::binary_search(k_name_members, member); }

}
