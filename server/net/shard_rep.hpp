#pragma once
// The inside of a Shard, for net alone.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <list>
#include <optional>
#include <thread>

#include "server/net/event.hpp"
#include "server/net/shard.hpp"
#include "server/net/turns.hpp"

namespace huecry::net {

struct Shard::Rep {
  Rep(Shard& shard, Log& log_) : log(log_), work(io.get_executor()), turns(shard), tasks(io.get_executor(), log_) {}

  Log& log;
  asio::io_context io{1};  // one thread: Asio drops locks that it would not need
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work;
  std::list<Event*> events;
  Turns turns;
  TaskGroup tasks;
  bool stopping = false;
  std::thread thread;
};

}
