#pragma once
// AES-256-GCM (NIST SP 800-38D): what is sealed can be read only with its key, and not be changed without notice. Under
// one key a nonce must never come twice. Any thread.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace huecry::crypto {

inline constexpr std::size_t k_seal_tag_bytes = 16;

/// Leaves no copy of itself in memory that is given back.
struct SealKey {
  std::array<std::uint8_t, 32> bytes{};

  SealKey() = default;
  SealKey(SealKey const&) = default;
  SealKey& operator=(SealKey const&) = default;
  ~SealKey();
};

/// Overwrites what was secret, in a way that no compiler leaves out.
void forget(std::string& bytes) noexcept;

using SealNonce = std::array<std::uint8_t, 12>;

/// The ciphertext, as long as `plain`, and the tag. `about` is not in it, but must be the same to open it.
[[nodiscard]] std::string seal(SealKey const& key, SealNonce const& nonce, std::string_view about,
                               std::string_view plain);

/// Errors: Errc::corrupt for anything that seal did not make with the same key, nonce and `about`.
[[nodiscard]] Result<std::string> open(SealKey const& key, SealNonce const& nonce, std::string_view about,
                                       std::string_view sealed);

}
