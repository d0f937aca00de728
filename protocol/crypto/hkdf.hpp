#pragma once
// HKDF-Expand with SHA-512 (RFC 5869 §2.3): several secrets from one that is uniformly random already. Any thread.

#include <cstdint>
#include <span>
#include <string_view>

namespace huecry::crypto {

/// Fills `out`, at most 255 × 64 bytes. The caller wipes it.
void hkdf_expand_sha512(std::span<std::uint8_t const> key, std::string_view info, std::span<std::uint8_t> out);

}
