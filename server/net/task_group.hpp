#pragma once
// One shard's live coroutines: started, told to end, waited for. Nothing runs detached.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <string_view>

#include "protocol/base/log.hpp"
#include "server/net/asio_fwd.hpp"

namespace huecry::net {

/// The shard's thread only. Objects that tasks refer to outlive wait().
class TaskGroup {
 public:
  /// What a running task knows of itself. Valid until the task's coroutine has ended.
  class Task {
   public:
    /// An idle task waits for something that may never come: a stop ends it at once. A busy one is given the grace
    /// time.
    void idle(bool value) noexcept { idle_ = value; }
    [[nodiscard]] bool stopping() const noexcept { return group_->stopping(); }
    /// Ends what the task awaits now with operation_aborted. Not from within the task itself.
    void cancel();

   private:
    friend class TaskGroup;
    explicit Task(TaskGroup* group) : group_(group) {}

    TaskGroup* group_;
    asio::cancellation_signal signal_;  // lives until the completion handler has run, so no slot dangles
    bool idle_ = false;
  };
  using Body = std::function<asio::awaitable<void>(Task&)>;

  TaskGroup(asio::any_io_executor io, Log& log);
  ~TaskGroup();
  TaskGroup(TaskGroup const&) = delete;
  TaskGroup& operator=(TaskGroup const&) = delete;

  /// Starts body(task) on the shard's thread; the function object lives as long as the task. An exception that leaves
  /// it is logged under `name` and ends only this task. False, and nothing started, once stopping.
  bool spawn(std::string_view name, Body body);

  [[nodiscard]] bool stopping() const noexcept { return stopping_; }
  [[nodiscard]] std::size_t size() const noexcept { return tasks_.size(); }

  /// Refuses new tasks and cancels the idle ones.
  void begin_stop();
  void cancel_all();
  /// True when no task is left, false after `at_most`.
  [[nodiscard]] asio::awaitable<bool> wait(std::chrono::milliseconds at_most);

 private:
  struct Drained;
  struct Entry;
  using Tasks = std::list<std::unique_ptr<Entry>>;
  void cancel_where(bool idle_only);
  void finished(Tasks::iterator entry, std::exception_ptr error);

  asio::any_io_executor io_;
  Log& log_;
  Tasks tasks_;
  std::unique_ptr<Drained> drained_;
  bool stopping_ = false;
};

}
