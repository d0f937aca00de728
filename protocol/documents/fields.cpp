#include "protocol/documents/fields.hpp"

#include <algorithm>

#include "protocol/json/json.hpp"

namespace huecry::documents {
namespace {

using json::Json;

bool is_listed_unknown(Json const* block, std::string_view name) {
  Json const* const unknown = stated(block, "unknown");
  if (unknown == nullptr || !unknown->is_array()) return false;
  return std::ranges::any_of(*unknown, [name](Json const& entry) { return entry == name; });
}

}

// NOLINTNEXTLINE(bugprone-exception-escape): find() of an object
Json const* stated(Json const* object, std::string_view name) noexcept {
  if (object == nullptr || !object->is_object()) return nullptr;
  auto const at = object->find(name);
  return at == object->end() || at->is_null() ? nullptr : &*at;
}

Known<std::string_view> text_of(Json const* block, std::string_view name) {
  Json const* const value = stated(block, name);
  if (value != nullptr && value->is_string()) return std::string_view(value->get_ref<std::string const&>());
  return is_listed_unknown(block, name) ? Known<std::string_view>::unknown() : Known<std::string_view>::absent();
}

Known<PartialDate> date_of(Json const* block, std::string_view name) {
  Json const* const value = stated(block, name);
  if (value == nullptr || !value->is_string()) return {};
  auto const date = PartialDate::parse(value->get_ref<std::string const&>());
  if (!date) return {};
  return date->is_unknown() ? Known<PartialDate>::unknown() : Known<PartialDate>(*date);
}

Known<double> measure_of(Json const* block, std::string_view name) {
  Json const* const value = stated(block, name);
  if (value == nullptr || !value->is_number()) return {};
  auto const measure = value->get<double>();
  return measure == 0 ? Known<double>::unknown() : Known<double>(measure);
}

std::string_view text_or_empty(Json const* object, std::string_view name) {
  auto const text = text_of(object, name);
  return text.is_known() ? text.value() : std::string_view();
}

}
