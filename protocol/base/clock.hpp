#pragma once
// Time as a parameter: product code asks a Clock, tests turn one by hand. std::chrono::system_clock::now is used
// nowhere else.

#include <chrono>

namespace huecry {

using UnixMillis = std::chrono::sys_time<std::chrono::milliseconds>;
using UnixSeconds = std::chrono::sys_seconds;

/// Wall-clock time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UnixMillis now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] UnixMillis now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

[[nodiscard]] constexpr UnixSeconds to_seconds(UnixMillis time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

}
