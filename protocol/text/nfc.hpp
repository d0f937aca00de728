#pragma once
// Unicode normal form C (UAX #15). Pure; any thread.

#include <string>
#include <string_view>

namespace huecry::text {

/// True if the text is already in form C. False also for text that is not UTF-8.
[[nodiscard]] bool is_nfc(std::string_view utf8);

/// The text in form C, for what we write ourselves. Text that is not UTF-8 gives an empty string.
[[nodiscard]] std::string to_nfc(std::string_view utf8);

}
