#pragma once
// Keys of the journal's own families (docs/storage.md). Pure; any thread.

#include <string>
#include <string_view>

#include "protocol/base/country.hpp"
#include "protocol/log/tile.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal::detail {

// Families record, leaf (position) and checkpoint (size): kv::be64.

[[nodiscard]] std::string tile_key(log::TileId tile);

// Family identity: two kinds of rows, told apart by the first byte.
[[nodiscard]] std::string identity_key(CountryCode iss, std::string_view id, std::uint32_t ver);
[[nodiscard]] kv::Range versions_range(CountryCode iss, std::string_view id, bool reverse);
/// REQUIRES a key of versions_range.
[[nodiscard]] std::uint32_t version_of(std::string_view identity_key);
[[nodiscard]] std::string object_key(Digest const& object);

inline constexpr std::string_view k_cosigned_prefix = "cosigned/";
/// Family meta: the newest checkpoint with so many cosignatures.
[[nodiscard]] std::string cosigned_key(std::uint16_t witnesses);

}
