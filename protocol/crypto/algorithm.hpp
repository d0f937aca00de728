#pragma once
// The four signature algorithms of signed documents (RFC 7518 §3.1, RFC 8037 §3.1). There is no symmetric one and no
// "none".

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace huecry::crypto {

enum class Algorithm : std::uint8_t { es256, es384, ps256, eddsa };

/// The name in a protected header: "ES256", "ES384", "PS256", "EdDSA".
[[nodiscard]] std::string_view to_text(Algorithm algorithm) noexcept;
/// Exact and case-sensitive; empty for every other name.
[[nodiscard]] std::optional<Algorithm> algorithm_from_text(std::string_view name) noexcept;

}
