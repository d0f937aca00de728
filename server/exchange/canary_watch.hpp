#pragma once
// What the canary says of the hub as a whole: whether anything is delivered from end to end, whatever else looks well
// (docs/operations.md, "Canary").

#include <mutex>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::exchange {

struct CanaryStanding {
  std::size_t participants = 0;
  std::size_t silent = 0, late = 0, steady = 0;  // Participant::is_silent, is_late; steady: more than one probe came
  std::size_t pairs = 0, stalled = 0;          // of participants; stalled: a probe has waited for its echo for minutes
  std::size_t judged = 0, judged_stalled = 0;  // of two different ones, neither of them silent, still probed
  UnixMillis newest_probe{}, newest_echo{};
};

/// Any thread.
class CanaryWatch {
 public:
  /// Both outlive it.
  CanaryWatch(kv::Store const& store, Clock const& clock) : store_(store), clock_(clock), began_(clock.now()) {}

  /// At most some seconds old: it walks the rows of all pairs. Errors: corrupt, io.
  [[nodiscard]] Result<CanaryStanding> standing() const;
  /// Errors: timeout when several take part, and nothing comes back to any of them, or no probe comes from any.
  [[nodiscard]] Result<> check() const;

 private:
  [[nodiscard]] Result<CanaryStanding> look() const;

  kv::Store const& store_;
  Clock const& clock_;
  UnixMillis const began_;  // while the hub was not there nobody could probe
  mutable std::mutex mutex_;
  mutable UnixMillis looked_{};
  mutable CanaryStanding newest_;
};
}
