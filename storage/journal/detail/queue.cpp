#include "storage/journal/detail/queue.hpp"

#include <utility>

namespace huecry::journal::detail {

Result<> Queue::push(Job& job) {
  {
    std::lock_guard const lock(mutex_);
    if (closed_) return Error(Errc::draining);
    if (entries_ + job.entries > entries_max_ || bytes_ + job.bytes > bytes_max_) return Error(Errc::busy);
    entries_ += job.entries;
    bytes_ += job.bytes;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return ok();
}

std::optional<std::deque<Job>> Queue::take(std::optional<std::chrono::milliseconds> wait_max) {
  std::unique_lock lock(mutex_);
  auto const ready = [this] { return closed_ || !jobs_.empty(); };
  if (wait_max) {
    changed_.wait_for(lock, *wait_max, ready);
  } else {
    changed_.wait(lock, ready);
  }
  if (closed_ && jobs_.empty()) return std::nullopt;
  return std::exchange(jobs_, {});
}

void Queue::finished(Job const& job) {
  std::lock_guard const lock(mutex_);
  entries_ -= job.entries;
  bytes_ -= job.bytes;
}

void Queue::close() {
  {
    std::lock_guard const lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

}
