#pragma once
// What ends or reloads the hub from outside: SIGTERM and SIGINT, SIGHUP, and files moved into the watched folders.

#include <filesystem>
#include <memory>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry::app {

enum class Wake { stop, reload };

/// Block the signals before any other thread starts (the constructor does), then wait from one thread. After the first
/// Wake::stop the signals act as the system has them: a second one ends the process at once.
class Signals {
 public:
  /// Errors: Errc::io.
  [[nodiscard]] static Result<std::unique_ptr<Signals>> watch(std::vector<std::filesystem::path> const& folders);
  ~Signals();
  Signals(Signals const&) = delete;
  Signals& operator=(Signals const&) = delete;

  /// Blocks. Changes of files within a short while are one reload.
  [[nodiscard]] Wake wait();

 private:
  Signals(int signals, int changes) : signals_(signals), changes_(changes) {}
  int signals_;
  int changes_;
};

}
