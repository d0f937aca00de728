#pragma once
// Rows by key, decoded. Errors of all: Errc::corrupt, io.

#include <optional>
#include <string_view>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index::detail {

/// The position of the notice's first version, by which all its rows are keyed.
[[nodiscard]] Result<std::optional<journal::Position>> fetch_first(kv::Reader const& state, CountryCode iss,
                                                                   std::string_view id);
/// A notice that has a name or a list row has a head: its absence is Errc::corrupt.
[[nodiscard]] Result<std::string> fetch_head_row(kv::Reader const& state, journal::Position first);
/// A notice and its version in force, from one row; content that both have is opened once.
struct Standing {
  Head head;
  Version current;
};
[[nodiscard]] Result<Standing> decode_standing(std::string_view head_row, kv::Secrets const& secrets);
[[nodiscard]] Result<Standing> fetch_standing(kv::Reader const& state, journal::Position first);
[[nodiscard]] Result<Head> fetch_head(kv::Reader const& state, journal::Position first);
/// The current version, from the head's row, or an earlier one from its own.
[[nodiscard]] Result<std::optional<Version>> fetch_version(kv::Reader const& state, journal::Position first,
                                                           std::uint32_t ver);
/// No row means that nothing was heard yet.
[[nodiscard]] Result<Progress> fetch_progress(kv::Reader const& state, journal::Position first, std::uint32_t ver);
[[nodiscard]] Result<Marks> fetch_marks(kv::Reader const& state, journal::Position first, std::uint32_t ver,
                                        CountryCode recipient);

}
