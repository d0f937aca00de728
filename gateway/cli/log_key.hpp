#pragma once
// A log's key on the command line.

#include <string>

#include "protocol/base/result.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::cli {

/// The text itself, or the name of a file with it, such as the hub/log.vkey of a federation. Errors: config_invalid.
[[nodiscard]] Result<log::NoteKey> log_key_of(std::string const& text);

}
