#pragma once
// The form of a text in the search index: case, width, compatibility forms and diacritics do not count. Pure; any
// thread. For the index only: what was signed keeps its bytes.

#include <string>
#include <string_view>

namespace huecry::text {

/// NFKC case fold (Unicode 15 §3.13, D147), then every nonspacing mark dropped, then a few letters that have no
/// decomposition spelled out (ł → l, ø → o, ß → ss…). Idempotent. Text that is not UTF-8 gives an empty string.
[[nodiscard]] std::string fold(std::string_view utf8);

}
