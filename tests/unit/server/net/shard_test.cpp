#include "server/net/shard.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <mutex>
#include <string>

#include "server/net/event.hpp"
#include "server/net/pool.hpp"
#include "tests/support/seed.hpp"

namespace huecry::net {
namespace {

using namespace std::chrono_literals;

/// Keeps the names of events.
class EventLog final : public Log {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
    std::lock_guard const lock(mutex_);
    events_.emplace_back(event);
  }
  std::vector<std::string> events() {
    std::lock_guard const lock(mutex_);
    return events_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> events_;
};

/// Shards that run, and stop however the case ends.
struct Running {
  explicit Running(std::size_t count) : shards(count, log) { shards.start(); }
  ~Running() { shards.stop(1s); }
  EventLog log;
  Shards shards;
};

template <class Make>
void spawn(Shard& shard, Make make) {
  shard.post([&shard, make] { shard.tasks().spawn("test", make); });
}

asio::awaitable<void> sleep(Shard& shard, std::chrono::milliseconds time) {
  asio::steady_timer timer(shard.executor(), time);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> sleep_idle(Shard& shard, TaskGroup::Task& task, bool idle, std::atomic<int>& ended) {
  co_await asio::this_coro::throw_if_cancelled(false);
  task.idle(idle);
  co_await sleep(shard, idle ? 1h : 100ms);
  ++ended;
}

TEST_SUITE("server/net shard") {
  TEST_CASE("a stop ends idle tasks at once and lets busy ones finish") {
    Running running(2);
    std::atomic<int> ended = 0;
    for (std::size_t i = 0; i < running.shards.size(); ++i) {
      Shard& shard = running.shards.at(i);
      for (bool const idle : {true, true, false}) {
        spawn(shard, [&shard, &ended, idle](TaskGroup::Task& task) { return sleep_idle(shard, task, idle, ended); });
      }
    }
    auto const begin = std::chrono::steady_clock::now();
    running.shards.stop(10s);
    CHECK(ended == 6);
    CHECK(std::chrono::steady_clock::now() - begin < 5s);
    CHECK(running.log.events().empty());
  }

  TEST_CASE("a task that is stuck is cancelled when the grace is over, and said so") {
    Running running(1);
    std::atomic<int> ended = 0;
    Shard& shard = running.shards.at(0);
    auto stuck = [&](TaskGroup::Task&) -> asio::awaitable<void> {
      return [](Shard& home, std::atomic<int>& count) -> asio::awaitable<void> {
        co_await asio::this_coro::throw_if_cancelled(false);
        co_await sleep(home, 1h);
        ++count;
      }(shard, ended);
    };
    spawn(shard, stuck);
    running.shards.stop(20ms);
    CHECK(ended == 1);
    CHECK(running.log.events() == std::vector<std::string>{"shard.grace_over"});
  }

  TEST_CASE("a task that throws ends alone") {
    Running running(1);
    Shard& shard = running.shards.at(0);
    std::atomic<int> ended = 0;
    spawn(shard, [](TaskGroup::Task&) -> asio::awaitable<void> {
      throw std::runtime_error("as intended");
      co_return;
    });
    spawn(shard, [&shard, &ended](TaskGroup::Task& task) { return sleep_idle(shard, task, true, ended); });
    running.shards.stop(1s);
    CHECK(ended == 1);
    CHECK(running.log.events() == std::vector<std::string>{"task.threw"});
  }

  TEST_CASE("nothing starts after a stop") {
    Running running(1);
    Shard& shard = running.shards.at(0);
    std::promise<bool> started;
    spawn(shard, [&](TaskGroup::Task&) {
      return [](Shard& home, std::promise<bool>& answer) -> asio::awaitable<void> {
        while (!home.stopping()) co_await sleep(home, 1ms);
        answer.set_value(home.tasks().spawn("late", [](TaskGroup::Task&) -> asio::awaitable<void> { co_return; }));
      }(shard, started);
    });
    running.shards.stop(1s);
    CHECK_FALSE(started.get_future().get());
  }
}

asio::awaitable<void> wait_once(Event& event, std::chrono::milliseconds time, std::atomic<int>& yes,
                                std::atomic<int>& no) {
  co_await asio::this_coro::throw_if_cancelled(false);
  bool const notified = co_await event.wait(time);
  ++(notified ? yes : no);
}

/// An event that lives on a running shard.
struct OnShard {
  OnShard() : event(std::make_unique<Event>(running.shards.at(0))) {}
  ~OnShard() { running.shards.stop(1s); }
  void start_waiters(int count, std::chrono::milliseconds time) {
    for (int i = 0; i < count; ++i) {
      spawn(running.shards.at(0), [this, time](TaskGroup::Task&) { return wait_once(*event, time, yes, no); });
    }
  }
  Running running{1};
  std::atomic<int> yes = 0, no = 0;
  std::unique_ptr<Event> event;
};

TEST_SUITE("server/net event") {
  TEST_CASE("a notification wakes all who wait, once") {
    OnShard on;
    on.start_waiters(3, 1h);
    on.running.shards.at(0).post([&] { on.event->notify_all(); });
    on.running.shards.stop(1s);
    CHECK(on.yes == 3);
    CHECK(on.no == 0);
  }

  TEST_CASE("time that is over, and a stop, answer no") {
    OnShard on;
    on.start_waiters(1, 1ms);
    on.start_waiters(2, 1h);
    on.running.shards.stop(10s);
    CHECK(on.yes == 0);
    CHECK(on.no == 3);
  }
}

asio::awaitable<void> use_pool(Pool& pool, Shard& shard, int value, std::atomic<int>& sum, std::atomic<int>& wrong) {
  co_await asio::this_coro::throw_if_cancelled(false);
  auto work = [value]() -> Result<int> { return value; };
  Result<int> const got = co_await offload(pool, std::move(work));
  if (!shard.is_current()) ++wrong;
  if (got) sum += *got;
}

TEST_SUITE("server/net pool") {
  TEST_CASE("work comes home to the shard it was sent from, also when its task is cancelled meanwhile") {
    HUECRY_SEEDED;
    auto random = test::generator("pool");
    for (int round = 0; round < 20; ++round) {
      Pool pool(2, 1000);
      std::atomic<int> sum = 0, wrong = 0;
      Running running(2);
      for (int i = 0; i < 60; ++i) {
        Shard& shard = running.shards.at(random() % 2);
        spawn(shard, [&, i](TaskGroup::Task& task) {
          task.idle(i % 2 == 0);
          return use_pool(pool, shard, i, sum, wrong);
        });
      }
      running.shards.stop(1s);
      CHECK(sum == 59 * 60 / 2);
      CHECK(wrong == 0);
    }
  }

  TEST_CASE("a full queue refuses, and what was queued still runs") {
    std::promise<void> gate;
    std::shared_future<void> const open = gate.get_future().share();
    std::atomic<int> ran = 0;
    {
      Pool pool(1, 2);
      std::promise<void> busy;
      CHECK(pool.try_post([&] {
        busy.set_value();
        open.wait();
        ++ran;
      }));
      busy.get_future().wait();
      CHECK(pool.try_post([&] { ++ran; }));
      CHECK(pool.try_post([&] { ++ran; }));
      CHECK_FALSE(pool.try_post([&] { ++ran; }));
      gate.set_value();
    }
    CHECK(ran == 3);
  }

  TEST_CASE("a job that throws is an internal error, a full pool is busy") {
    Running running(1);
    Pool pool(1, 0);
    Pool roomy(1, 1);
    std::promise<Errc> thrown, full;
    Shard& shard = running.shards.at(0);
    auto ask = [](Pool& pool_, std::promise<Errc>& answer) -> asio::awaitable<void> {
      auto work = []() -> Result<int> { throw std::runtime_error("as intended"); };
      Result<int> const got = co_await offload(pool_, std::move(work));
      answer.set_value(got.error().code);
    };
    spawn(shard, [&](TaskGroup::Task&) { return ask(roomy, thrown); });
    spawn(shard, [&](TaskGroup::Task&) { return ask(pool, full); });
    CHECK(thrown.get_future().get() == Errc::internal);
    CHECK(full.get_future().get() == Errc::busy);
  }
}

}
}
