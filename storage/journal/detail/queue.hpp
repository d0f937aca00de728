#pragma once
// What waits for the committer, bounded in entries and bytes. Any thread puts in, the committer takes out: lane by
// lane, but of each batch every lane has a share; within a lane issuer by issuer. Who floods it leaves room to others:
// nobody may have more waiting in a lane than there is room left (the dynamic threshold of shared buffers, A. Choudhury
// and E. Hahne 1998).

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
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
  std::size_t taken = 0;                 // proposals that have been in a batch
  Lane lane = Lane::flash;  // of what is no proposal, too: it costs next to nothing, and others wait for it
  CountryCode of;           // whose turn it takes
  std::size_t entries = 0;
  std::size_t bytes = 0;
};

/// As much as a batch has room for, or what waits.
struct Room {
  std::size_t entries = 0;
  std::size_t bytes = 0;
};

/// What waits in one lane. Not thread-safe.
class LaneQueue {
 public:
  [[nodiscard]] bool empty() const { return turns_.empty(); }
  [[nodiscard]] Room const& waiting() const { return waiting_; }
  void push(Job job);
  /// The oldest of the issuer whose turn it is: a call of many entries has to wait for as many turns as they take,
  /// unless nobody else waits. REQUIRES: !empty().
  [[nodiscard]] Job pop();

  static constexpr std::size_t k_entries_a_turn = 16;

 private:
  struct Own {
    std::deque<Job> jobs;
    std::size_t saved = 0;  // entries for which it had turns
  };
  std::deque<CountryCode> turns_;  // whoever has something here, once
  std::map<CountryCode, Own> own_;
  Room waiting_;
};

inline constexpr std::size_t k_lanes = static_cast<std::size_t>(Lane::last_) + 1;

class Queue {
 public:
  Queue(std::size_t entries_max, std::size_t bytes_max) : entries_max_(entries_max), bytes_max_(bytes_max) {}

  /// Takes the job, or leaves it as it is and says why not: Errc::busy, Errc::draining.
  Result<> push(Job& job);

  /// Jobs in the order in which they are to be committed, until there is no room left; the last of each lane may need
  /// more than is left. Waits for the first, with a limit if given. nullopt: closed, and nothing is left.
  [[nodiscard]] std::optional<std::deque<Job>> take(Room room, std::optional<std::chrono::milliseconds> wait_max);
  /// A job was answered: its place is free. What was taken counts until then.
  void finished(Job const& job);

  void close();

 private:
  [[nodiscard]] bool idle() const;
  [[nodiscard]] Room kept_behind(std::size_t lane, Room const& room) const;
  void take_from(std::size_t lane, Room const& kept, Room& left, std::deque<Job>& taken);

  std::size_t const entries_max_, bytes_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<LaneQueue, k_lanes> lanes_;
  std::map<std::pair<Lane, CountryCode>, Room> held_;  // waiting and under way
  Room all_;                                           // the same of all
  bool closed_ = false;
};

}
