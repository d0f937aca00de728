#pragma once
// Asking the hub that runs for a backup, over its operator's listener.

#include <cstdint>
#include <string>

#include "protocol/base/result.hpp"
#include "server/ops/config.hpp"

namespace huecry::app {

struct MadeBackup {
  std::string name;
  std::uint64_t files = 0, new_files = 0, bytes = 0;
};

/// Returns when it is made. Errors: transport, which says where the hub was looked for; config_invalid when it makes no
/// backups; state_conflict while one is made already; io with the hub's reason when it failed.
[[nodiscard]] Result<MadeBackup> ask_backup(ops::Config const& config);

}
