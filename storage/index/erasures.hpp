#pragma once
// What was erased, whose keys must be destroyed, and whether a holder still owes its purge (domain.md N16,
// docs/adr/0017). Reads only; any thread, on any Reader. Errors: Errc::corrupt, io.

#include <cstddef>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

struct Erasure {
  journal::Position at = 0;                // the hub's entry that says so
  std::vector<journal::Position> entries;  // that had content
};

/// From this position on, the oldest first.
[[nodiscard]] Result<std::vector<Erasure>> erasures(kv::Reader const& state, journal::Position from,
                                                    std::size_t erasures_max);

/// No holder owes a purge of it, bureau or entity.
[[nodiscard]] Result<bool> recalls_closed(kv::Reader const& state, Head const& head);

}
