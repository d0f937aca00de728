#include "server/net/turns.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "protocol/base/assert.hpp"
#include "server/net/shard.hpp"

namespace huecry::net {

struct Turns::Waiter {
  Waiter(Turns& turns_, certs::Identity const& who, std::uint8_t urgency)
      : timer(turns_.shard_.executor(), asio::steady_timer::time_point::max()),
        turns(turns_),
        member(who.account(), who.role) {
    auto& queue = turns.queues_[member];
    if (queue.empty()) turns.order_.push_back(member);
    entry = queue.emplace(urgency, this);
    ++turns.waiting_;
  }
  /// Woken, or cancelled in its place.
  ~Waiter() {
    if (!called) leave();
  }
  Waiter(Waiter const&) = delete;
  Waiter& operator=(Waiter const&) = delete;

  void leave() {
    auto const queue = turns.queues_.find(member);
    queue->second.erase(entry);
    --turns.waiting_;
    if (!queue->second.empty()) return;
    turns.queues_.erase(queue);
    std::erase(turns.order_, member);
  }

  asio::steady_timer timer;
  Turns& turns;
  Member member;
  Queue::iterator entry;
  bool called = false;
};

Turns::~Turns() { HUECRY_ASSERT(waiting_ == 0); }

asio::awaitable<void> Turns::take(certs::Identity const& who, std::uint8_t urgency) {
  HUECRY_ASSERT(shard_.is_current());
  if (!begun_) {
    begun_ = true;
    post_next();
    co_return;
  }
  Waiter waiter(*this, who, urgency);
  co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

/// Behind everything that is ready on the loop: input that has come is read before the next turn, so that whoever has
/// not had one is there to take it.
void Turns::post_next() {
  shard_.post([this] { next(); });
}

void Turns::next() {
  if (order_.empty()) {
    begun_ = false;
    return;
  }
  Member const member = order_.front();
  Waiter* const waiter = queues_.at(member).begin()->second;
  waiter->leave();
  waiter->called = true;
  if (queues_.contains(member)) {
    std::erase(order_, member);
    order_.push_back(member);
  }
  waiter->timer.cancel();  // posts its completion, ahead of the next turn
  post_next();
}

}
