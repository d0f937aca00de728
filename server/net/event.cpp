#include "server/net/event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "protocol/base/assert.hpp"
#include "server/net/shard_rep.hpp"

namespace huecry::net {

struct Event::Waiter {
  Waiter(asio::any_io_executor const& io, std::list<Waiter*>& list_)
      : timer(io), list(list_), entry(list.insert(list.end(), this)) {}
  ~Waiter() { list.erase(entry); }
  Waiter(Waiter const&) = delete;
  Waiter& operator=(Waiter const&) = delete;

  asio::steady_timer timer;
  bool notified = false;
  std::list<Waiter*>& list;
  std::list<Waiter*>::iterator entry;
};

Event::Event(Shard& shard) : shard_(shard) { entry_ = shard.rep_->events.insert(shard.rep_->events.end(), this); }

Event::~Event() {
  HUECRY_ASSERT(waiters_.empty());
  shard_.rep_->events.erase(entry_);
}

asio::awaitable<bool> Event::wait(std::chrono::milliseconds at_most) {
  HUECRY_ASSERT(shard_.is_current());
  if (shard_.stopping()) co_return false;
  Waiter waiter(shard_.executor(), waiters_);
  waiter.timer.expires_after(at_most);
  co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return waiter.notified;
}

void Event::notify_all() { wake(true); }

void Event::wake(bool notified) {
  // Cancelling only posts the waiters' completions, so the list stays as it is during the loop.
  for (Waiter* waiter : waiters_) {
    waiter->notified = waiter->notified || notified;
    waiter->timer.cancel();
  }
}

}
