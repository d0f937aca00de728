#pragma once
// Whether somebody else than the hub has confirmed the time of what it accepts, lately enough that it may accept more
// (signing.md §6). Any thread.

#include <atomic>
#include <chrono>
#include <optional>

#include "protocol/base/clock.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/base/result.hpp"

namespace huecry::exchange {

class ProvenTime {
 public:
  /// There are entries since then that no time-stamp covers; nullopt: all are covered, or nobody is to stamp.
  void unproven_since(std::optional<UnixMillis> since) noexcept {
    since_ = since ? since->time_since_epoch().count() : k_none;
  }

  [[nodiscard]] std::optional<UnixMillis> since() const noexcept {
    std::int64_t const since = since_;
    return since == k_none ? std::nullopt : std::optional(UnixMillis(std::chrono::milliseconds(since)));
  }

  /// How much of the grace is left; all of it when every entry is covered.
  [[nodiscard]] std::chrono::milliseconds left(UnixMillis now) const noexcept {
    std::int64_t const since = since_;
    if (since == k_none) return limits::time_unproven_max;
    return limits::time_unproven_max - (now - UnixMillis(std::chrono::milliseconds(since)));
  }

  /// Errors: Errc::time_unproven.
  [[nodiscard]] Result<> check(UnixMillis now) const {
    return left(now) > std::chrono::milliseconds(0) ? ok() : Result<>(Error(Errc::time_unproven));
  }

 private:
  static constexpr std::int64_t k_none = -1;
  std::atomic<std::int64_t> since_ = k_none;
};

}
