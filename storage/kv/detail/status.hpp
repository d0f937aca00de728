#pragma once
// RocksDB's Status ends here. NotFound is no error and is handled where it occurs.

#include <rocksdb/status.h>

#include <string_view>

#include "protocol/base/result.hpp"

namespace huecry::kv::detail {

/// REQUIRES: status is neither ok nor NotFound. `what` says what was tried: "open", "read record".
[[nodiscard]] Error to_error(rocksdb::Status const& status, std::string_view what);

}
