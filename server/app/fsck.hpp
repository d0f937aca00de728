#pragma once
// huecryd fsck: whether a store that is not in use is whole. It names every row that is damaged, copies it aside when
// it is told to, and deletes nothing.

#include <filesystem>
#include <functional>
#include <string>

#include "protocol/base/log.hpp"
#include "protocol/base/result.hpp"
#include "server/ops/config.hpp"

namespace huecry::app {

struct FsckOptions {
  bool views = true;                 // make them again from the journal, and compare; takes its time and as much disk
  std::filesystem::path quarantine;  // where damaged rows are copied to; empty: nowhere
  bool mend = false;                 // rows of views that differ become what the journal says. REQUIRES quarantine
  std::function<void(std::string const& sentence)> on_finding;
  std::function<void(std::string const& what, std::uint64_t done, std::uint64_t all)> on_progress;
};

struct FsckResult {
  std::uint64_t entries = 0;
  std::uint64_t damaged = 0;    // rows of the journal and its log: nothing here can make them again
  std::uint64_t differing = 0;  // rows of views: the journal can
  bool views_compared = false;
};

/// Errors: those of opening the store (io when a hub is running on it); corrupt when nobody knows how long the journal
/// is; key_unusable.
[[nodiscard]] Result<FsckResult> fsck(ops::Config const& config, FsckOptions const& options, Log& log);

}
