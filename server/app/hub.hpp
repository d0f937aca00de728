#pragma once
// The hub as one object: builds all parts in order, stops them in reverse. The program (main.cpp) and the integration
// tests use the same one.

#include <cstdint>
#include <memory>

#include "protocol/base/clock.hpp"
#include "protocol/base/log.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "server/ops/config.hpp"

namespace huecry::app {

/// Owned and called by one thread, which is none of the hub's.
class Hub {
 public:
  /// Opens the store, restores trust, reads the trust files, listens. Clock, randomness and log outlive the hub.
  /// Errors say what to do: config_invalid, key_unusable, certificate_*, trust_list_*, log_inconsistent, corrupt, io.
  [[nodiscard]] static Result<std::unique_ptr<Hub>> start(ops::Config const& config, Clock& clock, Random& random,
                                                          Log& log);
  ~Hub();  // stop()
  Hub(Hub const&) = delete;
  Hub& operator=(Hub const&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::uint16_t operator_port() const noexcept;

  /// Reads certificates, trust list and revocation lists again. What is refused is logged and changes nothing.
  void reload();

  /// Stops accepting, finishes what is in flight, syncs, closes. Idempotent.
  void stop();

 private:
  struct Parts;
  explicit Hub(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}
