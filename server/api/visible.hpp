#pragma once
// Who may see what of a notice, in one place for every reading resource. "Absent" and "not for you" are the same Error,
// made by the same work: the row is looked up either way. Any thread.

#include "server/api/handlers.hpp"
#include "storage/index/filter.hpp"
#include "storage/index/lookup.hpp"
#include "storage/index/rows.hpp"

namespace huecry::api {

/// An auditor sees no notice: it checks the log.
[[nodiscard]] index::Visibility visibility_of(certs::Identity const& identity);

/// The notice of this name, as this party may read it now. Errors: not_found, corrupt, io.
[[nodiscard]] Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services,
                                               certs::Identity const& identity, std::string_view id);
/// The notice that the path names. Errors: the same.
[[nodiscard]] Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services,
                                               Call const& call);

/// A version whose document the reader may have: its issuer, the secretariat, and whoever it was released to.
/// Errors: not_found (also to a coordinator), corrupt, io.
[[nodiscard]] Result<index::Version> visible_version(kv::Reader const& state, index::Head const& head,
                                                     std::uint32_t ver, Call const& call);

/// Of what this country issues.
[[nodiscard]] bool sees_every_recipient(CountryCode iss, certs::Identity const& identity);
[[nodiscard]] bool sees_every_recipient(index::Head const& head, certs::Identity const& identity);

}
