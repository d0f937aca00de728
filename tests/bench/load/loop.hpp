#pragma once
// epoll for the generator's connections: edge-triggered, so that a connection costs no system call but its own.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "tests/bench/load/connection.hpp"

namespace huecry::bench {

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(Loop const&) = delete;
  Loop& operator=(Loop const&) = delete;

  void add(Connection& connection, std::size_t index);

  /// Waits at most this long, pumps what is ready, and calls `done(index)` for each handshake or answer completed.
  void run_once(std::chrono::nanoseconds at_most, std::function<void(std::size_t)> const& done);

 private:
  int descriptor_;
  std::vector<Connection*> connections_;
};

/// Connections of several members in turn, all through their handshakes.
class Fleet {
 public:
  Fleet(Target const& target, std::size_t size, std::size_t members_max);

  [[nodiscard]] std::size_t size() const { return connections_.size(); }
  [[nodiscard]] Connection& operator[](std::size_t index) { return *connections_[index]; }
  [[nodiscard]] CountryCode member(std::size_t index) const { return members_[index % members_.size()]; }
  [[nodiscard]] std::vector<CountryCode> const& members() const { return members_; }
  [[nodiscard]] Loop& loop() { return loop_; }

 private:
  std::vector<CountryCode> members_;
  std::vector<TlsClient> tls_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Loop loop_;
};

}
