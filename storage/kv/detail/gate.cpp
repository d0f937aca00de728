#include "storage/kv/detail/gate.hpp"

#include <thread>

namespace huecry::kv::detail {

std::shared_ptr<Database> Gate::enter() const {
  std::unique_lock lock(mutex_);
  opened_.wait(lock, [this] { return !closed_; });
  return database_;
}

bool Gate::close(std::chrono::milliseconds wait_max) {
  {
    std::lock_guard const lock(mutex_);
    closed_ = true;  // from here on nobody copies database_
  }
  if (wait_for_shares(wait_max)) {
    database_.reset();
    return true;
  }
  open(database_);
  return false;
}

// Polls: shares come back on threads that should not pay for a notification that is needed once in a disk failure.
bool Gate::wait_for_shares(std::chrono::milliseconds wait_max) const {
  auto const give_up = std::chrono::steady_clock::now() + wait_max;
  while (database_.use_count() > 1) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

void Gate::open(std::shared_ptr<Database> database) {
  {
    std::lock_guard const lock(mutex_);
    database_ = std::move(database);
    closed_ = false;
  }
  opened_.notify_all();
}

}
