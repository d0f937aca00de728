#pragma once
// What a process has used so far. Linux.

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace huecry::bench {

using Steady = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// CPU of all threads of a process, also of those that have ended, in nanosecond resolution.
[[nodiscard]] Seconds process_cpu(pid_t pid);
[[nodiscard]] Seconds own_cpu();
/// Resident memory.
[[nodiscard]] std::size_t resident_bytes(pid_t pid);
/// The most that this process ever had.
[[nodiscard]] std::size_t peak_resident_bytes();

[[nodiscard]] std::string read_text(std::filesystem::path const& path);

/// Wall time and CPU of one process, and of this one, over an interval.
class Interval {
 public:
  explicit Interval(pid_t pid) : pid_(pid), wall_(Steady::now()), cpu_(process_cpu(pid)), own_(own_cpu()) {}

  void end() {
    wall = Steady::now() - wall_;
    cpu = process_cpu(pid_) - cpu_;
    own = own_cpu() - own_;
  }

  Seconds wall{}, cpu{}, own{};

 private:
  pid_t pid_;
  Steady::time_point wall_;
  Seconds cpu_, own_;
};

}
