#pragma once
// What one who follows a log must remember: the last checkpoint that held, and the tree it is of. Without it a hub
// could show another history tomorrow.
//
// File, JSON: {"v":1,"checkpoint":"<signed
// note>","at":"2026-11-24T10:47:54.123Z","range":"<base64>","ahead":"<base64>",
// "entries":<milliseconds>}. `ahead` is only there while a longer
// walk has been cut off; the first one has no checkpoint and no range yet.

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "gateway/log/signed_head.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/compact_range.hpp"

namespace huecry::follow {

struct State {
  std::optional<SignedHead> head;          // none: nothing has been proved yet
  std::string at;                          // when it was seen, for people
  log::CompactRange range;                 // of that tree; empty without one
  std::optional<log::CompactRange> ahead;  // leaves beyond it that were read, though no checkpoint has proved them yet
  std::optional<UnixMillis> entries;       // all entries were read, too: the time of the last one
};

/// nullopt when there is no such file. Errors: io; config_invalid for a file that is none of ours, or was changed: the
/// signature must be by one of the keys, and the range must give its root.
[[nodiscard]] Result<std::optional<State>> load_state(std::filesystem::path const& file,
                                                      std::span<log::NoteKey const> keys);
/// Durable when it returns. Errors: io.
[[nodiscard]] Result<> save_state(std::filesystem::path const& file, State const& state);

}
