#pragma once
// Who may use the database now. Users hold a share; to close the database its owner waits until the shares are back.

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "storage/kv/detail/database.hpp"

namespace huecry::kv::detail {

/// Any thread; close() and open() one thread at a time.
class Gate {
 public:
  explicit Gate(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// A share. Waits while the gate is closed. Null when there is no database.
  [[nodiscard]] std::shared_ptr<Database> enter() const;

  /// Lets nobody in and waits for the shares, at most so long. True: the database is closed. False: as before.
  [[nodiscard]] bool close(std::chrono::milliseconds wait_max);
  /// REQUIRES: close() said true. Null: users are told that there is none.
  void open(std::shared_ptr<Database> database);

 private:
  [[nodiscard]] bool wait_for_shares(std::chrono::milliseconds wait_max) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable opened_;
  bool closed_ = false;
  std::shared_ptr<Database> database_;
};

}
