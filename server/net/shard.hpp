#pragma once
// A shard: one thread, one event loop, and everything that lives on it. A connection never leaves its shard, so what
// belongs to one shard needs no lock. Shards speak to each other only by post().

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "protocol/base/log.hpp"
#include "server/net/task_group.hpp"

namespace huecry::net {

class Event;
class Turns;

class Shard {
 public:
  Shard(std::size_t index, Log& log);
  ~Shard();
  Shard(Shard const&) = delete;
  Shard& operator=(Shard const&) = delete;

  [[nodiscard]] std::size_t index() const noexcept { return index_; }  // any thread
  [[nodiscard]] asio::any_io_executor executor() const;                // any thread
  /// Runs the function on this shard's thread, later. Any thread; the way in for everyone else.
  void post(std::function<void()> fn);
  [[nodiscard]] bool is_current() const noexcept;

  // From here on: this shard's thread only.
  [[nodiscard]] TaskGroup& tasks() noexcept;
  /// Whose request is begun next.
  [[nodiscard]] Turns& turns() noexcept;
  /// True once the hub is about to stop: end waits, answer what there is, start nothing long.
  [[nodiscard]] bool stopping() const noexcept;

 private:
  friend class Shards;
  friend class Event;
  struct Rep;
  void start();
  void run();
  void begin_stop(std::chrono::milliseconds grace);  // any thread
  asio::awaitable<void> stop_tasks(std::chrono::milliseconds grace);
  void join();

  std::size_t const index_;
  std::unique_ptr<Rep> rep_;
};

/// All shards of the process. Owned by the composition root, made before and destroyed after everything that lives on
/// them.
class Shards {
 public:
  Shards(std::size_t count, Log& log);
  /// REQUIRES: stop() has returned if start() was called.
  ~Shards();
  Shards(Shards const&) = delete;
  Shards& operator=(Shards const&) = delete;

  void start();
  /// Any thread but a shard's. Idle tasks end at once, busy ones within `grace`, the rest is cancelled; then the
  /// threads are joined. What tasks still await elsewhere (a commit) must be able to end: stop the journal after this.
  void stop(std::chrono::milliseconds grace);

  [[nodiscard]] std::size_t size() const noexcept { return shards_.size(); }
  [[nodiscard]] Shard& at(std::size_t index) { return *shards_.at(index); }
  /// post() to every shard; the function is copied.
  void post_all(std::function<void(Shard&)> const& fn);

 private:
  std::vector<std::unique_ptr<Shard>> shards_;
  bool running_ = false;
};

}
