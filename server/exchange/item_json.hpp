#pragma once
// What items of an inbox have in common on the wire (docs/protocol.md §3). Built by appending: an inbox is drained
// fast. Any thread.

#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "storage/journal/record.hpp"

namespace huecry::exchange {

/// Which document an item is about, and the entry that brought it. The object is left open.
[[nodiscard]] std::string begin_json(journal::Record const& about, std::string_view kind, journal::Position position,
                                     UnixMillis received);
void append_object(std::string& out, Digest const& object);
/// And the document itself, from its compact string.
void append_document(std::string& out, Digest const& object, std::string const& document);
/// REQUIRES: a text without anything to escape.
void append_text(std::string& out, std::string_view name, std::string_view text);

}
