#pragma once
// Questions to the disk itself, through the same file system as RocksDB's.

#include <cstdint>

#include "protocol/base/result.hpp"
#include "storage/kv/rocks_store.hpp"

namespace huecry::kv::detail {

/// Errors: Errc::io.
[[nodiscard]] Result<std::uint64_t> free_bytes(RocksOptions const& options);

/// Whether a file in the store's directory can be written and synced; removes it again. Errors: Errc::io.
[[nodiscard]] Result<> try_writing(RocksOptions const& options);

}
