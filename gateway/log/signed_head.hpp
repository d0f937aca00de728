#pragma once
// A checkpoint that counts: signed by a key of the log that the reader chose beforehand. Pure; any thread.

#include <cstdint>
#include <span>
#include <string>

#include "protocol/base/result.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::follow {

struct SignedHead {
  std::string note;          // the signed note, verbatim
  std::uint32_t key_id = 0;  // of the log's key that signed it
  log::Checkpoint checkpoint;

  [[nodiscard]] log::TreeHead const& head() const noexcept { return checkpoint.head; }
};

/// Errors: log_text_invalid; log_signature_invalid unless a key of the checkpoint's own origin has signed it.
[[nodiscard]] Result<SignedHead> open_head(std::string note, std::span<log::NoteKey const> keys);

}
