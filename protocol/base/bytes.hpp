#pragma once
// Bytes and the 32-byte digest that identifies documents, certificates and log leaves. Pure values; any thread.

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace huecry {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<std::uint8_t const>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view as_text(ByteView bytes) noexcept {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

/// A SHA-256 value.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  [[nodiscard]] ByteView view() const noexcept { return bytes; }
  friend auto operator<=>(Digest const&, Digest const&) = default;
};

}

template <>
struct std::hash<huecry::Digest> {
  // The value is a cryptographic hash already: its first word is as good as any.
  std::size_t operator()(huecry::Digest const& digest) const noexcept {
    std::size_t word = 0;
    std::memcpy(&word, digest.bytes.data(), sizeof word);
    return word;
  }
};
