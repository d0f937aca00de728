#pragma once
// Text that lasts as long as its key (secrets.hpp). The bytes say which key that is, so that they can be copied to any
// row: number of the key (8) ‖ nonce (12) ‖ ciphertext ‖ tag (16). Any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "storage/kv/secrets.hpp"

namespace huecry::kv {

/// `part` tells texts apart that are sealed with one key: none can stand in the place of another.
[[nodiscard]] std::string seal(crypto::SealKey const& key, std::uint64_t number, std::uint8_t part,
                               std::string_view text, Random& random);

/// nullopt: its key was destroyed. Errors: Errc::corrupt, io.
[[nodiscard]] Result<std::optional<std::string>> unseal(Secrets const& secrets, std::uint8_t part,
                                                        std::string_view sealed);

}
