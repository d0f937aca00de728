#pragma once
// What waits for the committer, bounded in entries and bytes. Any thread puts calls in, the committer takes entries
// out, one by one: the most hurried lane's first, but no lane is passed over for long; within a lane issuer by issuer.
// Who floods it leaves room to others: nobody may have more waiting in a lane than there is room left (the dynamic
// threshold of shared buffers, A. Choudhury and E. Hahne 1998). Why: docs/adr/0025.

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "protocol/base/country.hpp"
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
  std::size_t taken = 0;                 // proposals that had their turn
  Lane lane = Lane::flash;  // of what is no proposal, too: it costs next to nothing, and others wait for it
  CountryCode of;           // whose turn it takes
  std::size_t entries = 0;
  std::size_t bytes = 0;
};

/// One entry of a call, or a call that has none.
struct Turn {
  std::shared_ptr<Job> job;
  Proposal* proposal = nullptr;  // the job's; none: it has no proposals
};

/// What waits in one lane. Not thread-safe.
class LaneQueue {
 public:
  [[nodiscard]] bool empty() const { return turns_.empty(); }
  void push(std::shared_ptr<Job> job);
  /// The next entry of the oldest call of the issuer whose turn it is. REQUIRES: !empty().
  [[nodiscard]] Turn pop();

 private:
  std::deque<CountryCode> turns_;  // whoever has something here, once
  std::map<CountryCode, std::deque<std::shared_ptr<Job>>> own_;
};

inline constexpr std::size_t k_lanes = static_cast<std::size_t>(Lane::last_) + 1;

class Queue {
 public:
  Queue(std::size_t entries_max, std::size_t bytes_max) : entries_max_(entries_max), bytes_max_(bytes_max) {}

  /// Takes the job, or says why not: Errc::busy, Errc::draining.
  Result<> push(std::shared_ptr<Job> job);

  [[nodiscard]] bool empty() const;
  /// Until something waits, or for that long. False: closed, and nothing is left.
  [[nodiscard]] bool wait(std::optional<std::chrono::milliseconds> wait_max);
  /// What is to be committed next. nullopt: nothing waits.
  [[nodiscard]] std::optional<Turn> next();
  /// A job was answered: its place is free. What had its turn counts until then.
  void finished(Job const& job);

  void close();

 private:
  struct Held {
    std::size_t entries = 0;
    std::size_t bytes = 0;
  };

  [[nodiscard]] bool nothing_waits() const;
  [[nodiscard]] bool is_due(std::size_t lane) const;
  [[nodiscard]] std::size_t next_lane() const;
  void count(std::size_t taken, std::int64_t units);

  std::size_t const entries_max_, bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<LaneQueue, k_lanes> lanes_;
  std::array<std::int64_t, k_lanes> passed_over_{};    // how much of other lanes was taken while it waited
  std::map<std::pair<Lane, CountryCode>, Held> held_;  // waiting and under way
  Held all_;                                           // the same of all
  bool closed_ = false;
};

}
