#pragma once
// Which 32 bytes are an Ed25519 key that binds its owner.

#include "protocol/base/bytes.hpp"

namespace huecry::crypto::detail {

/// False for the eight points of low order (under such a key one signature fits many messages; OpenSSL takes them) and
/// for a y that is not below 2^255 − 19, of which each is a second name of another key (RFC 8032 §5.1.3). REQUIRES: 32
/// bytes.
[[nodiscard]] bool is_sound_ed25519(ByteView key) noexcept;

}
