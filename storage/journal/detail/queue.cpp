#include "storage/journal/detail/queue.hpp"

#include <algorithm>
#include <utility>

namespace huecry::journal::detail {
namespace {

/// Of a batch, what is kept for each lane if so much waits there: no flood in front of it stops it.
constexpr std::size_t share(std::size_t lane, std::size_t batch) {
  constexpr std::array<std::size_t, k_lanes> parts{2, 4, 8};  // a half, a quarter, an eighth
  return batch / parts[lane];
}

/// What is left once that was taken. A call that is larger than what its lane may take is not paid for by later lanes:
/// the batch is exceeded, and what does not fit comes in the next.
std::size_t without(std::size_t left, std::size_t taken, std::size_t kept) {
  return std::max(left - std::min(left, taken), std::min(left, kept));
}

std::size_t lane_of(Job const& job) { return static_cast<std::size_t>(job.lane); }

}

void LaneQueue::push(Job job) {
  Own& own = own_[job.of];
  if (own.jobs.empty()) turns_.push_back(job.of);
  waiting_.entries += job.entries;
  waiting_.bytes += job.bytes;
  own.jobs.push_back(std::move(job));
}

Job LaneQueue::pop() {
  for (;;) {
    CountryCode const next = turns_.front();
    turns_.pop_front();
    auto const at = own_.find(next);
    Own& own = at->second;
    own.saved += k_entries_a_turn;
    if (own.saved < own.jobs.front().entries && !turns_.empty()) {
      turns_.push_back(next);
      continue;
    }
    Job job = std::move(own.jobs.front());
    own.jobs.pop_front();
    own.saved = 0;
    if (own.jobs.empty()) {
      own_.erase(at);
    } else {
      turns_.push_back(next);
    }
    waiting_.entries -= job.entries;
    waiting_.bytes -= job.bytes;
    return job;
  }
}

Result<> Queue::push(Job& job) {
  {
    std::lock_guard const lock(mutex_);
    if (closed_) return Error(Errc::draining);
    Room& held = held_[{job.lane, job.of}];
    bool const room =
        held.entries + job.entries <= entries_max_ - all_.entries && held.bytes + job.bytes <= bytes_max_ - all_.bytes;
    if (!room) return Error(Errc::busy);
    held.entries += job.entries;
    held.bytes += job.bytes;
    all_.entries += job.entries;
    all_.bytes += job.bytes;
    lanes_[lane_of(job)].push(std::move(job));
  }
  changed_.notify_one();
  return ok();
}

bool Queue::idle() const {
  return std::ranges::all_of(lanes_, [](LaneQueue const& lane) { return lane.empty(); });
}

std::optional<std::deque<Job>> Queue::take(Room room, std::optional<std::chrono::milliseconds> wait_max) {
  std::unique_lock lock(mutex_);
  auto const ready = [this] { return closed_ || !idle(); };
  if (wait_max) {
    changed_.wait_for(lock, *wait_max, ready);
  } else {
    changed_.wait(lock, ready);
  }
  if (closed_ && idle()) return std::nullopt;
  std::deque<Job> taken;
  if (room.entries == 0 || room.bytes == 0) return taken;
  Room left = room;
  for (std::size_t lane = 0; lane < k_lanes; ++lane) take_from(lane, kept_behind(lane, room), left, taken);
  return taken;
}

/// What later lanes have a share in.
Room Queue::kept_behind(std::size_t lane, Room const& room) const {
  Room kept;
  for (std::size_t later = lane + 1; later < k_lanes; ++later) {
    kept.entries += std::min(lanes_[later].waiting().entries, share(later, room.entries));
    kept.bytes += std::min(lanes_[later].waiting().bytes, share(later, room.bytes));
  }
  return kept;
}

/// Of what waits at least one: a call that needs more than its lane's share must come, too.
void Queue::take_from(std::size_t lane, Room const& kept, Room& left, std::deque<Job>& taken) {
  bool first = true;
  while (!lanes_[lane].empty() && (first || (left.entries > kept.entries && left.bytes > kept.bytes))) {
    first = false;
    Job job = lanes_[lane].pop();
    left.entries = without(left.entries, job.entries, kept.entries);
    left.bytes = without(left.bytes, job.bytes, kept.bytes);
    taken.push_back(std::move(job));
  }
}

void Queue::finished(Job const& job) {
  std::lock_guard const lock(mutex_);
  all_.entries -= job.entries;
  all_.bytes -= job.bytes;
  auto const held = held_.find({job.lane, job.of});
  if (held == held_.end()) return;  // only of what is no proposal: it weighs nothing
  held->second.entries -= job.entries;
  held->second.bytes -= job.bytes;
  if (held->second.entries == 0) held_.erase(held);
}

void Queue::close() {
  {
    std::lock_guard const lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

}
