#include "storage/journal/detail/queue.hpp"

#include <algorithm>
#include <utility>

namespace huecry::journal::detail {
namespace {

/// So much of other lanes may be taken while one waits: however much comes in front of it, every fourth entry is an
/// urgent one and every eighth a routine one, and so is the same part of the bytes.
constexpr std::array<std::int64_t, k_lanes> k_passed_over_max{0, 3, 7};

/// What an entry counts for: one, and one more for each of these bytes, which are sealed and written, too.
constexpr std::size_t k_unit_bytes = 4096;

std::int64_t units_of(Job const& job) {
  std::size_t const bytes_each = job.entries == 0 ? 0 : job.bytes / job.entries;
  return static_cast<std::int64_t>(1 + bytes_each / k_unit_bytes);
}

}

void LaneQueue::push(std::shared_ptr<Job> job) {
  auto& own = own_[job->of];
  if (own.empty()) turns_.push_back(job->of);
  own.push_back(std::move(job));
}

Turn LaneQueue::pop() {
  CountryCode const whose = turns_.front();
  turns_.pop_front();
  auto const at = own_.find(whose);
  auto& own = at->second;
  Turn turn{own.front(), nullptr};
  Job& job = *turn.job;
  if (!job.proposals.empty()) turn.proposal = &job.proposals[job.taken++];
  if (job.taken == job.proposals.size()) own.pop_front();
  if (own.empty()) {
    own_.erase(at);
  } else {
    turns_.push_back(whose);
  }
  return turn;
}

Result<> Queue::push(std::shared_ptr<Job> job) {
  {
    std::lock_guard const lock(mutex_);
    if (closed_) return Error(Errc::draining);
    Held& held = held_[{job->lane, job->of}];
    bool const room = held.entries + job->entries <= entries_max_ - all_.entries &&
                      held.bytes + job->bytes <= bytes_max_ - all_.bytes;
    if (!room) return Error(Errc::busy);
    for (Held* counted : {&held, &all_}) {
      counted->entries += job->entries;
      counted->bytes += job->bytes;
    }
    auto const lane = static_cast<std::size_t>(job->lane);
    lanes_[lane].push(std::move(job));
  }
  changed_.notify_one();
  return ok();
}

bool Queue::nothing_waits() const {
  return std::ranges::all_of(lanes_, [](LaneQueue const& lane) { return lane.empty(); });
}

bool Queue::empty() const {
  std::lock_guard const lock(mutex_);
  return nothing_waits();
}

bool Queue::wait(std::optional<std::chrono::milliseconds> wait_max) {
  std::unique_lock lock(mutex_);
  auto const ready = [this] { return closed_ || !nothing_waits(); };
  if (wait_max) {
    changed_.wait_for(lock, *wait_max, ready);
  } else {
    changed_.wait(lock, ready);
  }
  return !closed_ || !nothing_waits();
}

bool Queue::is_due(std::size_t lane) const {
  return lane != 0 && !lanes_[lane].empty() && passed_over_[lane] >= k_passed_over_max[lane];
}

/// The lane that was passed over for too long; of two such the one that comes more seldom. Otherwise the most hurried.
/// REQUIRES: something waits.
std::size_t Queue::next_lane() const {
  for (std::size_t lane = k_lanes - 1; lane > 0; --lane)
    if (is_due(lane)) return lane;
  std::size_t lane = 0;
  while (lanes_[lane].empty()) ++lane;
  return lane;
}

/// A lane that was due pays for what it got. What it owes stays; what it has to its credit does not, once nothing
/// waits.
void Queue::count(std::size_t taken, std::int64_t units) {
  for (std::size_t lane = 1; lane < k_lanes; ++lane) {
    if (lane != taken) {
      passed_over_[lane] += units;
    } else if (passed_over_[lane] >= k_passed_over_max[lane]) {
      passed_over_[lane] -= k_passed_over_max[lane] * units;
    }
    if (lanes_[lane].empty()) passed_over_[lane] = std::min<std::int64_t>(passed_over_[lane], 0);
  }
}

std::optional<Turn> Queue::next() {
  std::lock_guard const lock(mutex_);
  if (nothing_waits()) return std::nullopt;
  std::size_t const lane = next_lane();
  Turn turn = lanes_[lane].pop();
  count(lane, units_of(*turn.job));
  return turn;
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
