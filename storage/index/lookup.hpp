#pragma once
// Single notices by name: what a submission must know of the version before it. Reads only; any thread, on any Reader,
// also on the state that a Settle sees. Errors of all: Errc::corrupt, io.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// nullopt: no notice has this name.
[[nodiscard]] Result<std::optional<Head>> current_head(kv::Reader const& state, CountryCode iss, std::string_view id);

/// Of a notice that is there: `first` is the position of its first version.
[[nodiscard]] Result<Head> head_at(kv::Reader const& state, journal::Position first);

[[nodiscard]] Result<std::optional<Version>> version_of(kv::Reader const& state, CountryCode iss, std::string_view id,
                                                        std::uint32_t ver);

/// All versions, oldest first; empty for an unknown notice.
[[nodiscard]] Result<std::vector<Version>> history_of(kv::Reader const& state, CountryCode iss, std::string_view id);

/// Who holds a version and was sent no recall since; empty for an unknown notice.
[[nodiscard]] Result<CountrySet> holders(kv::Reader const& state, CountryCode iss, std::string_view id);

/// What a new version sends: the document to its audience, a recall to the holders who are not in it. No empty ones.
/// A withdrawal has an empty audience.
[[nodiscard]] std::vector<journal::Delivery> deliveries_for(CountrySet const& audience, CountrySet const& holders);

}
