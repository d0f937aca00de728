#pragma once
// Putting a store back, and what must be said before its log is signed again (docs/operations.md, "When an older store
// was put back"). The hub must not be running.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "protocol/base/result.hpp"
#include "server/ops/config.hpp"

namespace huecry::app {

struct RestoreOptions {
  std::filesystem::path from;         // the folder of backups
  std::string name;                   // empty: the newest
  std::filesystem::path certificate;  // of an operator, PEM
  std::filesystem::path key;          // its private key, PEM
  std::function<void(std::string const& what, std::uint64_t done, std::uint64_t all)> on_progress;
};

struct Restored {
  std::string name;
  std::uint64_t files = 0, entries = 0;
  bool secrets = false;  // put back, too: there were none
};

/// Into hub.data_dir, where there must be no store. The secrets that are there stay: they know of erasures since.
/// Errors: config_invalid, also when those are of another store; key_unusable, not_verified, io. After an error there
/// is no store, as before.
[[nodiscard]] Result<Restored> restore(ops::Config const& config, RestoreOptions const& options);

struct Gap {
  std::uint64_t store = 0;        // entries that there are
  std::uint64_t signed_size = 0;  // entries of the largest checkpoint that was signed; 0: nothing says
};

/// The operator accepts that the log is signed again from where the store ends. `signed_size`: what the refusal said,
/// so that nobody accepts what he has not read. What was signed is kept beside the mark. Errors: config_invalid when
/// there is no gap, or another one; corrupt, io.
[[nodiscard]] Result<Gap> accept_gap(ops::Config const& config, std::uint64_t signed_size);

}
