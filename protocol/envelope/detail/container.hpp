#pragma once
// Steps 1 and 2 of the verification: the body and the container. Two readers for one grammar: a scanner for the form
// that every sender uses, and the strict reader, which has the last word on everything else. A test holds them against
// each other.

#include <cstddef>
#include <optional>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::envelope::detail {

/// The three base64url texts, not decoded yet. Views: they live as long as what they were found in.
struct Parts {
  std::string_view protected_text;
  std::string_view payload_text;
  std::string_view signature_text;
};

/// Step 1. Errors: body_too_large, then body_encoding (NUL, BOM, not UTF-8).
[[nodiscard]] Result<> check_body(std::string_view body, std::size_t bytes_max);

/// Finds the parts of an object with the three members, in any order, where no string holds an escape: no copy, no
/// allocation. Values end at the next quote, so they count only if they are base64url throughout: decode them, and ask
/// read_container() when that fails. Empty when the text has another form. REQUIRES: json::check_text(body).
[[nodiscard]] std::optional<Parts> scan_container(std::string_view body) noexcept;

/// Errors: jws_container unless strict JSON with exactly the three string members.
[[nodiscard]] Result<json::Json> read_container(std::string_view body);

/// Views into a value that read_container() returned.
[[nodiscard]] Parts parts_of(json::Json const& container);

/// Splits a compact string at its dots. Empty unless there are exactly two.
[[nodiscard]] std::optional<Parts> split_compact(std::string_view compact) noexcept;

}
