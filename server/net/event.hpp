#pragma once
// Something that coroutines of one shard wait for: new items for a member, a changed status, a stop.

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <list>

#include "server/net/asio_fwd.hpp"

namespace huecry::net {

class Shard;

/// The shard's thread only; other threads come through Shard::post. Outlives its waiters (assert).
class Event {
 public:
  explicit Event(Shard& shard);
  ~Event();
  Event(Event const&) = delete;
  Event& operator=(Event const&) = delete;

  /// True when notify_all was called meanwhile. False when the time is over, the hub stops (then at once) or the
  /// connection was cut: in each case answer with what there is instead of waiting again. A notification before the
  /// wait is not remembered, so look for news first and call wait without a co_await in between.
  [[nodiscard]] asio::awaitable<bool> wait(std::chrono::milliseconds at_most);

  void notify_all();
  [[nodiscard]] bool has_waiters() const noexcept { return !waiters_.empty(); }

 private:
  friend class Shard;
  struct Waiter;
  void wake(bool notified);

  Shard& shard_;
  std::list<Waiter*> waiters_;
  std::list<Event*>::iterator entry_;
};

}
