#pragma once
// When to try again, and after which pause. Pure: asks no clock, sleeps not.

#include <chrono>
#include <cstddef>
#include <optional>

#include "gateway/client/client.hpp"
#include "protocol/base/bytes.hpp"

namespace huecry::client {

/// True for an answer that the hub, or a proxy before it, may give differently in a moment.
[[nodiscard]] bool worth_another_try(Response const& response);
/// What Retry-After says in seconds; empty when absent or a date.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(Response const& response);

/// Pauses that double from first to most, each shortened by up to a quarter. The shortening comes from the client's own
/// certificate: different for each member, so that 200 bureaus do not come back together after a restart, and
/// repeatable.
class Backoff {
 public:
  Backoff(Options const& options, Digest const& spread)
      : next_(options.backoff_first), most_(options.backoff_most), left_(options.patience), spread_(spread) {}

  /// The next pause, at least what the hub asked for; empty when the patience would be over before it ends.
  [[nodiscard]] std::optional<std::chrono::milliseconds> pause(std::optional<std::chrono::milliseconds> asked);
  /// Time that a try itself has taken counts against the patience.
  void spent(std::chrono::milliseconds time) { left_ -= time; }
  [[nodiscard]] std::chrono::milliseconds left() const noexcept { return left_; }

 private:
  std::chrono::milliseconds next_, most_, left_;
  Digest spread_;
  std::size_t tries_ = 0;
};

}
