#pragma once
// Whose request is begun next on a shard: each member in its turn, so that who sends a thousand at once waits for its
// own, and everybody else behind one of them; and of one member's what is most urgent (docs/adr/0025).

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "certs/identity/identity.hpp"
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
  /// `urgency`: among the member's own, 0 first (RFC 9218). A country's entities are together another member than its
  /// bureau, and coordinators than the secretariat, so that none is urgent at another's cost.
  [[nodiscard]] asio::awaitable<void> take(certs::Identity const& who, std::uint8_t urgency);

  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

 private:
  struct Waiter;
  void post_next();
  void next();

  Shard& shard_;
  using Member = std::pair<std::size_t, certs::Role>;  // account
  using Queue = std::multimap<std::uint8_t, Waiter*>;  // by urgency, and in the order in which they came
  std::map<Member, Queue> queues_;                     // of those that wait
  std::deque<Member> order_;                           // whose turn is next; each that waits, once
  std::size_t waiting_ = 0;
  bool begun_ = false;  // somebody has, and next() is to come
};

}
