#pragma once
// Lines, numbers and hashes as the C2SP texts write them. One text for each value: readers refuse every other spelling.

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/base/bytes.hpp"

namespace huecry::log::detail {

/// Takes the first line off the front of text; the line feed goes with it. Empty when no line feed is left.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text) noexcept;

/// ASCII digits, no sign, no leading zero, within 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text) noexcept;

/// 32 bytes in base64.
[[nodiscard]] std::optional<Digest> parse_hash(std::string_view text);

/// UTF-8 without ASCII control characters but the line feed.
[[nodiscard]] bool is_note_text(std::string_view text) noexcept;

}
