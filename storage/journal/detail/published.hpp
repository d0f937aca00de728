#pragma once
// What the committer tells other threads. Any thread.

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "storage/journal/journal.hpp"

namespace huecry::journal::detail {

class Published {
 public:
  Published(Position end, std::string checkpoint) : end_(end), checkpoint_(std::move(checkpoint)) {}

  [[nodiscard]] Position end() const { return end_; }
  [[nodiscard]] std::string checkpoint() const {
    std::lock_guard const lock(mutex_);
    return checkpoint_;
  }
  [[nodiscard]] bool writable() const { return writable_; }

  void subscribe(OnCommit listener) {
    std::lock_guard const lock(mutex_);
    listeners_.push_back(std::move(listener));
  }

  // Committer only.
  void set(Position end, std::string checkpoint) {
    {
      std::lock_guard const lock(mutex_);
      checkpoint_ = std::move(checkpoint);
    }
    end_ = end;
  }
  void set_writable(bool writable) { writable_ = writable; }
  void notify(Commit const& commit) const {
    std::lock_guard const lock(mutex_);
    for (OnCommit const& listener : listeners_) listener(commit);
  }

 private:
  mutable std::mutex mutex_;
  std::atomic<Position> end_;
  std::string checkpoint_;
  std::atomic<bool> writable_ = true;
  std::vector<OnCommit> listeners_;
};

}
