#pragma once
// Readiness: named checks that do the real thing (write and sync, sign and verify), run at most once in a while.

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::ops {

struct CheckOutcome {
  std::string name;
  bool good = false;
  std::string detail;  // for the operator
};

/// Thread-safe. Checks may block: run from a thread that may.
class Health {
 public:
  using Check = std::function<Result<>()>;

  Health(Clock const& clock, std::chrono::milliseconds cached_for) : clock_(clock), cached_for_(cached_for) {}

  /// Before the first run only.
  void add(std::string name, Check check) { checks_.emplace_back(std::move(name), std::move(check)); }

  /// The outcomes of all checks, at most cached_for old.
  [[nodiscard]] std::vector<CheckOutcome> outcomes();

  /// From now on not ready, whatever the checks say: a stop has begun.
  void set_draining();

 private:
  Clock const& clock_;
  std::chrono::milliseconds cached_for_;
  std::vector<std::pair<std::string, Check>> checks_;
  std::mutex mutex_;
  bool draining_ = false;
  UnixMillis taken_{};
  std::vector<CheckOutcome> outcomes_;
};

[[nodiscard]] bool all_good(std::vector<CheckOutcome> const& outcomes);

/// {"ready":…,"checks":[{"name":…,"good":…,"detail":…}]}
[[nodiscard]] std::string to_json(std::vector<CheckOutcome> const& outcomes);

}
