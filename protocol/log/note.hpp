#pragma once
// Signed notes: a text and its signature lines (C2SP signed-note). Pure; any thread.
//
// Whoever sends a note controls all of it: nothing in the body counts before verify_note has named a key that the
// reader chose beforehand.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::log {

struct NoteLine {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes signature;  // without the key id
  friend bool operator==(NoteLine const&, NoteLine const&) = default;
};

struct Note {
  std::string body;  // ends with a line feed
  std::vector<NoteLine> lines;
  friend bool operator==(Note const&, Note const&) = default;
};

/// "— name base64\n".
[[nodiscard]] std::string to_text(NoteLine const& line);
[[nodiscard]] std::string to_text(Note const& note);

/// Form only, no signature is checked. Errors: Errc::log_text_invalid.
[[nodiscard]] Result<Note> parse_note(std::string_view text);
/// One signature line with its line feed. Errors: Errc::log_text_invalid.
[[nodiscard]] Result<NoteLine> parse_note_line(std::string_view text);

/// A line that holds.
struct Verified {
  std::size_t key = 0;              // its place in the keys given
  std::size_t line = 0;             // its place in the note
  std::optional<UnixSeconds> time;  // what a witness says
};

/// Checks every line by a given key and ignores all others. Errors: Errc::log_signature_invalid when one of them fails,
/// or when no line is by a given key. Each key is named once. REQUIRES: no two keys with the same name and id.
[[nodiscard]] Result<std::vector<Verified>> verify_note(Note const& note, std::span<NoteKey const> keys);

/// What a witness signs: "cosignature/v1\ntime <seconds>\n" and the body.
[[nodiscard]] std::string cosigned_text(std::string_view body, UnixSeconds time);

}
