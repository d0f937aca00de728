#pragma once
// The chain of a notice: its versions and the decisions about it, as the documents that were signed, in the order of
// the journal. Whoever reads it verifies signatures and steps without the hub's word. Any thread.

#include <optional>
#include <string>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::api {

/// A page: what lies after that position (nullopt: from the beginning). It names reviewers and what waits: for those
/// who see every recipient. Errors: corrupt, io.
[[nodiscard]] Result<std::string> chain_json(kv::Reader const& state, index::Head const& head,
                                             std::optional<journal::Position> after);

}
