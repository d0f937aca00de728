#pragma once
// The live connections of one shard: their deadlines, their certificates, and the ways to end them.

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <unordered_set>
#include <vector>

#include "certs/identity/identity.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/crypto/openssl.hpp"
#include "server/net/counters.hpp"
#include "server/net/settings.hpp"
#include "server/net/shard.hpp"
#include "server/net/stream.hpp"

namespace huecry::net {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What a session does now; decides who may end it, and how.
enum class Phase : std::uint8_t { handshake, idle, receiving, handling, answering, streaming, closing };

/// One live connection, owned by its session. The shard's thread only.
class Connection {
 public:
  Connection(Stream& stream_, TaskGroup::Task& task_) : stream(stream_), task(task_) {}

  /// Begins a step that must be over after `limit`.
  void begin(Phase next, std::chrono::milliseconds limit);
  /// Closes the socket now, whatever is under way. The first reason counts.
  void cut(Cut why) noexcept;
  /// Asks the session to end between two requests; an idle one ends at once.
  void retire(Cut why) noexcept;
  [[nodiscard]] bool retiring() const noexcept { return cause != Cut::none; }

  Stream& stream;
  TaskGroup::Task& task;
  Phase phase = Phase::handshake;
  SteadyTime phase_began;
  SteadyTime deadline;
  SteadyTime retire_at = SteadyTime::max();
  Cut cause = Cut::none;
  bool known = false;  // the handshake is over and `identity` holds
  certs::Identity identity;
};

/// A certificate that is connected, with what it was taken for.
struct LiveLeaf {
  LiveLeaf() = default;

  certs::Identity identity;
  crypto::X509Ptr leaf;
  crypto::X509Stack chain;
};

/// The shard's thread only, but for construction and destruction (when the shard does not run).
class Connections {
 public:
  Connections(Shard& shard, Clock const& clock, std::chrono::milliseconds tick);
  ~Connections();
  Connections(Connections const&) = delete;
  Connections& operator=(Connections const&) = delete;

  using Entry = std::list<Connection*>::iterator;
  [[nodiscard]] Entry add(Connection& connection);
  void remove(Entry entry);

  /// Each distinct certificate once.
  [[nodiscard]] std::vector<LiveLeaf> leaves() const;
  void cut_leaves(std::unordered_set<Digest> const& leaves);

  /// True for at most a few failures in each tick: a flood of bad handshakes must not become a flood of log lines.
  [[nodiscard]] bool may_log() noexcept;

 private:
  void arm();
  void tick();
  static void look_at(Connection& connection, SteadyTime now, UnixSeconds wall);

  Clock const& clock_;
  std::chrono::milliseconds const tick_;
  asio::steady_timer timer_;
  bool armed_ = false;
  SteadyTime log_window_began_;
  int log_lines_left_ = 0;
  std::list<Connection*> live_;
};

}
