#pragma once
// Typed access to members of an object that was read from outside. Nothing throws; the error names the member.
// Errors of all: Errc::json_invalid "<name>: <what it should be>".

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::json {

/// nullptr when value is no object or has no such member. The pointer lives as long as value.
[[nodiscard]] Json const* find(Json const& value, std::string_view name) noexcept;

[[nodiscard]] Result<std::string> member_string(Json const& object, std::string_view name);
[[nodiscard]] Result<std::int64_t> member_integer(Json const& object, std::string_view name);
[[nodiscard]] Result<bool> member_bool(Json const& object, std::string_view name);
/// The same for a member that may be absent; null is not absent.
[[nodiscard]] Result<std::optional<std::string>> optional_string(Json const& object, std::string_view name);
[[nodiscard]] Result<std::optional<std::int64_t>> optional_integer(Json const& object, std::string_view name);
/// A member that is an array or an object; the pointer is never null and lives as long as object.
[[nodiscard]] Result<Json const*> member_array(Json const& object, std::string_view name);
[[nodiscard]] Result<Json const*> member_object(Json const& object, std::string_view name);

/// value is an object and has no member outside allowed.
[[nodiscard]] Result<> check_members(Json const& value, std::initializer_list<std::string_view> allowed);

}
