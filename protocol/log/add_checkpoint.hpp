#pragma once
// What a log sends to a witness (C2SP tlog-witness, add-checkpoint): the size that the witness is known to have, the
// proof that the new tree continues it, and the new checkpoint. Pure; any thread. Input: anybody's.

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::log {

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  Proof proof;             // at most 63 hashes; none from size 0
  std::string checkpoint;  // the signed note, verbatim
  friend bool operator==(AddCheckpoint const&, AddCheckpoint const&) = default;
};

[[nodiscard]] std::string to_text(AddCheckpoint const& request);
/// Form only. Errors: Errc::log_text_invalid.
[[nodiscard]] Result<AddCheckpoint> parse_add_checkpoint(std::string_view text);

}
