#pragma once
// Whose request is begun next on a shard: each member in its turn, so that who sends a thousand at once waits for its
// own, and everybody else behind one of them (docs/adr/0025).

#include <cstddef>
#include <deque>
#include <list>
#include <map>

#include "protocol/base/country.hpp"
#include "server/net/asio_fwd.hpp"

namespace huecry::net {

class Shard;

/// The shard's thread only. Outlives its waiters (assert).
class Turns {
 public:
  explicit Turns(Shard& shard) : shard_(shard) {}
  ~Turns();
  Turns(Turns const&) = delete;
  Turns& operator=(Turns const&) = delete;

  /// Returns at once when nobody else has begun since the event loop went round; else when it is the member's turn, or
  /// when the waiting coroutine is cancelled. What follows runs before the next one's turn, up to its first suspension.
  [[nodiscard]] asio::awaitable<void> take(CountryCode member);

  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

 private:
  struct Waiter;
  void post_next();
  void next();

  Shard& shard_;
  std::map<CountryCode, std::list<Waiter*>> queues_;  // of those that wait, in the order in which they came
  std::deque<CountryCode> order_;                     // whose turn is next; each that waits, once
  std::size_t waiting_ = 0;
  bool begun_ = false;  // somebody has, and next() is to come
};

}
