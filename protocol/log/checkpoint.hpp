#pragma once
// The body of a checkpoint: which log, how many leaves, which root (C2SP tlog-checkpoint). Pure; any thread.
// Three lines exactly: this log writes no extension lines, and a reader that skipped some would sign what it did not
// read.

#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::log {

struct Checkpoint {
  std::string origin;  // the log's name, which is also the name of its key
  TreeHead head;
  friend bool operator==(Checkpoint const&, Checkpoint const&) = default;
};

/// REQUIRES: origin is a key name (vkey.hpp).
[[nodiscard]] std::string to_body(Checkpoint const& checkpoint);
/// Errors: Errc::log_text_invalid.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view body);

}
