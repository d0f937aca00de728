#include "protocol/json/members.hpp"

#include <algorithm>

#include "protocol/json/json.hpp"

namespace huecry::json {
namespace {

Error wrong(std::string_view name, std::string_view what) {
  return Error(Errc::json_invalid, std::string(name) + ": " + std::string(what));
}

/// A number that does not fit is as wrong as no number: the strict reader lets none through, others might.
std::optional<std::int64_t> integer_of(Json const& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  return value.get<std::int64_t>();
}

}

// NOLINTNEXTLINE(bugprone-exception-escape): find() of an object
Json const* find(Json const& value, std::string_view name) noexcept {
  if (!value.is_object()) return nullptr;
  auto const member = value.find(name);
  return member == value.end() ? nullptr : &*member;
}

Result<std::string> member_string(Json const& object, std::string_view name) {
  Json const* const member = find(object, name);
  if (member == nullptr || !member->is_string()) return wrong(name, "a string is required");
  return member->get<std::string>();
}

Result<std::int64_t> member_integer(Json const& object, std::string_view name) {
  Json const* const member = find(object, name);
  auto const value = member == nullptr ? std::nullopt : integer_of(*member);
  if (!value) return wrong(name, "an integer is required");
  return *value;
}

Result<bool> member_bool(Json const& object, std::string_view name) {
  Json const* const member = find(object, name);
  if (member == nullptr || !member->is_boolean()) return wrong(name, "true or false is required");
  return member->get<bool>();
}

Result<std::optional<std::string>> optional_string(Json const& object, std::string_view name) {
  if (find(object, name) == nullptr) return std::optional<std::string>();
  HUECRY_TRY(std::string value, member_string(object, name));
  return std::optional(std::move(value));
}

Result<std::optional<std::int64_t>> optional_integer(Json const& object, std::string_view name) {
  if (find(object, name) == nullptr) return std::optional<std::int64_t>();
  HUECRY_TRY(std::int64_t const value, member_integer(object, name));
  return std::optional(value);
}

Result<Json const*> member_array(Json const& object, std::string_view name) {
  Json const* const member = find(object, name);
  if (member == nullptr || !member->is_array()) return wrong(name, "an array is required");
  return member;
}

Result<Json const*> member_object(Json const& object, std::string_view name) {
  Json const* const member = find(object, name);
  if (member == nullptr || !member->is_object()) return wrong(name, "an object is required");
  return member;
}

Result<> check_members(Json const& value, std::initializer_list<std::string_view> allowed) {
  if (!value.is_object()) return Error(Errc::json_invalid, "an object is required");
  for (auto const& [name, member] : value.get_ref<Json::object_t const&>()) {
    if (std::ranges::find(allowed, name) == allowed.end()) return wrong(name, "an unknown member");
  }
  return ok();
}

}
