#pragma once
// Whose line a line is, and whether a log itself has signed its checkpoint. Pure; any thread.

#include <span>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::log {

/// That the line says so: only the signature proves it.
[[nodiscard]] inline bool claims(NoteLine const& line, NoteKey const& key) noexcept {
  return key.name == line.name && key.id == line.key_id;
}

/// The key of that origin which has signed the note: an accepted log cannot speak for another one. Lives as long as
/// `keys`. Errors: Errc::log_signature_invalid, also for a line by a given key that does not hold.
[[nodiscard]] Result<NoteKey const*> verify_origin(Note const& note, std::string_view origin,
                                                   std::span<NoteKey const> keys);

}
