#pragma once
// Removes attachments that no message refers to any more, or ever did: after the last message has expired, and of
// uploads that were given up (limits::blob_orphan_after).

#include <chrono>
#include <optional>

#include "server/exchange/services.hpp"

namespace huecry::exchange {

/// One thread.
class BlobSweeper {
 public:
  explicit BlobSweeper(Services const& services) : services_(services) {}

  /// Looks at all of them, at most every ten minutes, or when `now` is asked for. Errors: corrupt, io.
  Result<> carry_out(bool now);

 private:
  Services const& services_;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}
