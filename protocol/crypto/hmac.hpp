#pragma once
// HMAC-SHA-256 (RFC 2104, FIPS 198-1). Any thread.

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/base/bytes.hpp"

namespace huecry::crypto {

[[nodiscard]] Digest hmac_sha256(std::span<std::uint8_t const> key, std::string_view text);

}
