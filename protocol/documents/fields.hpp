#pragma once
// Members of a block of a document that fits its schema, in their three states (known.hpp). Missing and null are
// absent; the explicit unknown is 0 for a measure, 0000/00/00 for a date, U for a sex, and for all others the block's
// list `unknown`. Pure; any thread. What is returned by view or pointer lives as long as the document.

#include <string_view>

#include "protocol/documents/known.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents {

/// The member, or nullptr if object is nullptr or no object, or the member is missing or null.
[[nodiscard]] json::Json const* stated(json::Json const* object, std::string_view name) noexcept;

/// A member of any other type than the one asked for is absent.
[[nodiscard]] Known<std::string_view> text_of(json::Json const* block, std::string_view name);
[[nodiscard]] Known<PartialDate> date_of(json::Json const* block, std::string_view name);
[[nodiscard]] Known<double> measure_of(json::Json const* block, std::string_view name);

/// The string member, or an empty view.
[[nodiscard]] std::string_view text_or_empty(json::Json const* object, std::string_view name);

}
