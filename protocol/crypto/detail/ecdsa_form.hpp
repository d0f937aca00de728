#pragma once
// The two forms of an ECDSA signature: r ‖ s of fixed length (RFC 7518 §3.4) and DER (RFC 3279 §2.2.3).
// Pure; any thread; nothing is allocated on the way to DER, which each verification takes.

#include <array>
#include <cstddef>
#include <optional>

#include "protocol/base/bytes.hpp"

namespace huecry::crypto::detail {

/// DER of the signatures here: two integers of at most 49 bytes, so every length fits into one byte.
struct DerSignature {
  static constexpr std::size_t k_integer_bytes_max = 49;
  std::array<std::uint8_t, 2 + 2 * (2 + k_integer_bytes_max)> bytes{};
  std::size_t size = 0;

  [[nodiscard]] ByteView view() const noexcept { return {bytes.data(), size}; }
};

/// REQUIRES: raw has an even length of at most 96. The numbers' range is for the verifier to judge.
[[nodiscard]] DerSignature to_der(ByteView raw) noexcept;

/// r ‖ s with half_bytes each. Empty when the text is not DER as OpenSSL writes it or a number is too long.
[[nodiscard]] std::optional<Bytes> from_der(ByteView der, std::size_t half_bytes);

}
