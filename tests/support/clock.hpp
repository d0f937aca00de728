#pragma once
// A clock that tests turn by hand, and randomness with a seed.

#include <atomic>
#include <mutex>
#include <random>

#include "protocol/base/clock.hpp"
#include "protocol/base/random.hpp"

namespace huecry::test {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(UnixMillis start = UnixMillis(std::chrono::milliseconds(1'800'000'000'000))) : now_(start) {}
  [[nodiscard]] UnixMillis now() const override { return now_.load(); }
  void set(UnixMillis time) { now_ = time; }
  void advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }

 private:
  std::atomic<UnixMillis> now_;
};

/// The machine's clock, so many days later: for a hub whose certificates are judged by it.
class ShiftedClock final : public Clock {
 public:
  [[nodiscard]] UnixMillis now() const override { return SystemClock().now() + shift_.load(); }
  void advance(std::chrono::milliseconds by) { shift_ = shift_.load() + by; }

 private:
  std::atomic<std::chrono::milliseconds> shift_{std::chrono::milliseconds(0)};
};

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    std::lock_guard const lock(mutex_);
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(engine_());
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}
