#pragma once
// Asking others for what only they can give: cosignatures, time-stamps. One thread for each of them, so that one that
// is down, slow or wrong delays nobody else, and no submission ever waits for any.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "protocol/base/log.hpp"
#include "protocol/base/result.hpp"

namespace huecry::exchange {

/// What is logged: that one fails, once, until it is back; and that asking it threw. `field` names the peer.
struct AskingEvents {
  std::string_view field, failed, back, threw;
};

/// Owned by one thread.
class Asking {
 public:
  /// One look: what came of asking; nullopt: nobody was asked. `may_ask` is false while a failure is too recent. On the
  /// peer's own thread; may block.
  using Look = std::function<std::optional<Result<>>(bool may_ask)>;

  /// The log outlives it.
  Asking(Log& log, AskingEvents events, std::chrono::milliseconds look_every);
  ~Asking();  // stop()
  Asking(Asking const&) = delete;
  Asking& operator=(Asking const&) = delete;

  /// `failures` counts those of this peer, and outlives the asking.
  void start(std::string name, std::atomic<std::uint64_t>& failures, Look look);
  /// Returns when all threads have ended: what is asked just now is waited for. Idempotent.
  void stop();

 private:
  struct Peer;
  void run(Peer& peer);
  void look(Peer& peer);
  void failed(Peer& peer, std::string_view why);
  bool pause();

  Log& log_;
  AskingEvents const events_;
  std::chrono::milliseconds const look_every_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
};

}
