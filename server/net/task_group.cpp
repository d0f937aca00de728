#include "server/net/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/assert.hpp"

namespace huecry::net {
namespace {

void log_escape(Log& log, std::string_view name, std::exception_ptr const& error) {
  try {
    std::rethrow_exception(error);
  } catch (std::exception const& e) {
    log.write(LogLevel::error, "task.threw", {{"task", name}, {"what", std::string_view(e.what())}});
  } catch (...) {
    log.write(LogLevel::error, "task.threw", {{"task", name}});
  }
}

}

struct TaskGroup::Drained {
  explicit Drained(asio::any_io_executor const& io) : timer(io) {}
  asio::steady_timer timer;
};

struct TaskGroup::Entry {
  Entry(TaskGroup* group, std::string_view name_, Body body_) : task(group), name(name_), body(std::move(body_)) {}
  Task task;
  std::string name;
  Body body;
};

void TaskGroup::Task::cancel() {
  signal_.emit(asio::cancellation_type::terminal);  // `total` would not end an operation of ssl::stream (style.md V10)
}

TaskGroup::TaskGroup(asio::any_io_executor io, Log& log)
    : io_(std::move(io)), log_(log), drained_(std::make_unique<Drained>(io_)) {}

TaskGroup::~TaskGroup() = default;

bool TaskGroup::spawn(std::string_view name, Body body) {
  if (stopping_) return false;
  auto entry = tasks_.insert(tasks_.end(), std::make_unique<Entry>(this, name, std::move(body)));
  Task& task = (*entry)->task;
  asio::awaitable<void> running = (*entry)->body(task);  // named first (G1)
  auto done = [this, entry](std::exception_ptr error) { finished(entry, std::move(error)); };
  asio::co_spawn(io_, std::move(running), asio::bind_cancellation_slot(task.signal_.slot(), std::move(done)));
  return true;
}

void TaskGroup::finished(Tasks::iterator entry, std::exception_ptr error) {
  if (error) log_escape(log_, (*entry)->name, error);
  tasks_.erase(entry);
  if (tasks_.empty()) drained_->timer.cancel();
}

void TaskGroup::begin_stop() {
  stopping_ = true;
  cancel_where(true);
}

void TaskGroup::cancel_all() { cancel_where(false); }

void TaskGroup::cancel_where(bool idle_only) {
  // Collected first: what a signal wakes must not change the list under the loop. Completions are posted, so no task
  // ends here.
  std::vector<Task*> chosen;
  for (auto const& entry : tasks_) {
    if (entry->task.idle_ || !idle_only) chosen.push_back(&entry->task);
  }
  for (Task* task : chosen) task->cancel();
}

asio::awaitable<bool> TaskGroup::wait(std::chrono::milliseconds at_most) {
  if (tasks_.empty()) co_return true;
  drained_->timer.expires_after(at_most);
  co_await drained_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return tasks_.empty();
}

}
