#pragma once
// Every string of a document with the member that it belongs to, for rules about kinds of text wherever they stand.

#include <string>
#include <string_view>

#include "protocol/json/json_fwd.hpp"

namespace huecry::documents::detail {

/// Where a value stands: a chain to the root, so that the pointer is only built when it is needed.
struct Place {
  Place const* up = nullptr;
  std::string_view member;  // the nearest member name; entries of a list have that of the list
  std::size_t index = 0;
  bool is_entry = false;

  [[nodiscard]] std::string pointer() const;
};

using OnString = void (*)(Place const& place, std::string const& text, void* context);
void visit_strings(json::Json const& document, OnString on_string, void* context);

/// visit(place, text) for each.
template <class Visit>
void for_each_string(json::Json const& document, Visit visit) {
  auto const call = [](Place const& place, std::string const& text, void* context) {
    (*static_cast<Visit*>(context))(place, text);
  };
  visit_strings(document, call, &visit);
}

/// True for members that hold a date or a partial date, and for those that hold names. One list each, by member name:
/// tests/unit/protocol/documents/member_kinds_test.cpp compares them with the schema.
[[nodiscard]] bool is_date_member(std::string_view member) noexcept;
[[nodiscard]] bool is_name_member(std::string_view member) noexcept;

}
