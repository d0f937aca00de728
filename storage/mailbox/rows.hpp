#pragma once
// The three kinds of mailbox rows, byte by byte in docs/storage.md. Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::mailbox {

/// A delivery to more members than this is one row of the broadcast list, whatever their number.
inline constexpr std::size_t k_direct_recipients_max = 8;

[[nodiscard]] std::string direct_key(CountryCode member, journal::Position position);
[[nodiscard]] std::string direct_value(journal::DeliveryKind kind);
[[nodiscard]] std::string entity_key(journal::Entity const& entity, journal::Position position);  // value: direct_value
[[nodiscard]] std::string broadcast_key(journal::Position position);
void append_share(std::string& broadcast_value, journal::DeliveryKind kind, CountrySet const& to);

/// All rows of the member, or of the broadcast list, from a position on.
[[nodiscard]] kv::Range direct_range(CountryCode member, journal::Position from, bool reverse = false);
[[nodiscard]] kv::Range broadcast_range(journal::Position from, bool reverse = false);

[[nodiscard]] kv::Range entity_range(journal::Entity const& entity, journal::Position from, bool reverse = false);

/// All kinds of keys end with it. Errors: Errc::corrupt.
[[nodiscard]] Result<journal::Position> position_of(std::string_view key);

/// How a row concerns the member (a direct row: its member or entity); nullopt when it does not. Errors:
/// Errc::corrupt.
[[nodiscard]] Result<std::optional<journal::DeliveryKind>> direct_share(std::string_view value);
[[nodiscard]] Result<std::optional<journal::DeliveryKind>> broadcast_share(std::string_view value, CountryCode member);

}
