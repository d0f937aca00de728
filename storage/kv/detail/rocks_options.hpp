#pragma once
// How RocksDB is set up: one place for every option, with its reason.

#include <rocksdb/options.h>

#include <memory>
#include <vector>

#include "storage/kv/detail/database.hpp"
#include "storage/kv/rocks_store.hpp"

namespace huecry::kv::detail {

/// `log` outlives the database.
[[nodiscard]] rocksdb::DBOptions database_options(RocksOptions const& options, std::shared_ptr<Fault> fault, Log& log);
/// "default" first, then the families in their order; one block cache for all.
[[nodiscard]] std::vector<rocksdb::ColumnFamilyDescriptor> family_options(RocksOptions const& options);

}
