#pragma once
// ECDSA signatures between the two forms: r ‖ s as crypto has them, DER (RFC 3279 §2.2.3) as signed notes do.

#include <cstddef>
#include <optional>

#include "protocol/base/bytes.hpp"

namespace huecry::log::detail {

/// REQUIRES: r and s of equal length, 1 to 32 bytes each.
[[nodiscard]] Bytes to_der(ByteView raw);

/// r ‖ s with part_bytes each; empty for anything but the one DER text of a pair of numbers that are not negative.
[[nodiscard]] std::optional<Bytes> from_der(ByteView der, std::size_t part_bytes);

}
