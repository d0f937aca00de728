#pragma once
// What waits for the committer, bounded in entries and bytes. Any thread puts in, the committer takes out.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/journal/journal.hpp"

namespace huecry::journal::detail {

/// One call of submit, of probe, or of keep_cosigned.
struct Job {
  std::vector<Proposal> proposals;
  Done done;
  Probed probed;                         // of the others, which have no proposals
  std::optional<Cosigned> cosigned;      // of keep_cosigned
  std::vector<Result<Receipt>> results;  // so far, in the order of the proposals
  std::size_t taken = 0;                 // proposals that have been in a batch
  std::size_t entries = 0;
  std::size_t bytes = 0;
};

class Queue {
 public:
  Queue(std::size_t entries_max, std::size_t bytes_max) : entries_max_(entries_max), bytes_max_(bytes_max) {}

  /// Takes the job, or leaves it as it is and says why not: Errc::busy, Errc::draining.
  Result<> push(Job& job);

  /// All jobs that wait. Waits for one, with a limit if given. nullopt: closed, and nothing is left.
  [[nodiscard]] std::optional<std::deque<Job>> take(std::optional<std::chrono::milliseconds> wait_max);
  /// A job was answered: its place is free. What was taken counts until then.
  void finished(Job const& job);

  void close();

 private:
  std::size_t const entries_max_, bytes_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::size_t entries_ = 0, bytes_ = 0;
  bool closed_ = false;
};

}
