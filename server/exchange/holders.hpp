#pragma once
// Who has a notice or a diffusion, beyond the bureaus that its head names. Any thread, on any Reader. Errors: corrupt,
// io.

#include <vector>

#include "server/exchange/reader.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::exchange {

/// The authorised entities that hold it, in order.
[[nodiscard]] Result<std::vector<journal::Entity>> holding_entities(kv::Reader const& state, index::Head const& head);

/// Bureaus that have said that they retrieved the version in force, if it is a diffusion: for them it is not in the
/// queue any more. Of a notice nobody: the secretariat has published it, and no mode of its source holds it up.
[[nodiscard]] Result<CountrySet> takers(kv::Reader const& state, index::Head const& head);
/// The same of one reader, bureau or entity.
[[nodiscard]] Result<bool> has_taken(kv::Reader const& state, index::Head const& head, Reader const& reader);

}
