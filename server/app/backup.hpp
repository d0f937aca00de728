#pragma once
// Backups of a hub that runs on: a copy of the store's state, encrypted to the operators, what has not changed kept
// once. docs/operations.md, "Backup".

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/log.hpp"
#include "server/app/backup_folder.hpp"
#include "server/app/keeping.hpp"

namespace huecry::app {

/// For whoever asked, and for metrics.
struct BackupStanding {
  bool running = false;
  std::uint64_t made = 0;    // since the start
  std::uint64_t failed = 0;  // since the start
  std::string newest;        // name of the last one that was made
  std::string failure;       // of the last one, when it failed
  std::uint64_t files = 0, new_files = 0, bytes = 0;
  UnixMillis at{};  // of the newest, also one of before the start
};

/// For GET /backup.
[[nodiscard]] std::string to_json(BackupStanding const& standing);

/// One thread that makes one backup at a time. Any thread may ask.
class Backup {
 public:
  /// All outlive it. Nothing is made without backup.directory.
  Backup(ops::Config const& config, Keeping& keeping, Clock const& clock, Log& log)
      : config_(config), keeping_(keeping), clock_(clock), log_(log) {}
  ~Backup() { stop(); }
  Backup(Backup const&) = delete;
  Backup& operator=(Backup const&) = delete;

  /// Errors: config_invalid (the folder is not there: nobody makes it, so that an unmounted disk is not filled
  /// instead), certificate_profile: the recipients cannot be read.
  Result<> start();
  /// One that is being made is given up after the file at hand. Idempotent.
  void stop();

  /// Makes one soon. Errors: config_invalid when none are configured; state_conflict while one is made.
  Result<> ask();
  [[nodiscard]] BackupStanding standing() const;
  /// The same once nothing is being made, or the hub stops: calls back once, on whichever thread. Must be quick.
  void when_done(std::function<void(BackupStanding)> done);

 private:
  void run();
  [[nodiscard]] bool wait();
  [[nodiscard]] std::chrono::seconds until_due() const;
  void ended(Result<> const& made);
  void recall_newest();
  Result<> check_folder(BackupFolder const& folder) const;
  [[nodiscard]] bool is_stopping() const;
  Result<> make();
  Result<Manifest> keep_files(std::filesystem::path const& copy, BackupFolder const& folder);

  ops::Config const& config_;
  Keeping& keeping_;
  Clock const& clock_;
  Log& log_;
  std::vector<certs::Certificate> operators_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::function<void(BackupStanding)>> waiting_;
  BackupStanding standing_;
  bool asked_ = false, stopping_ = false;
  std::chrono::seconds pause_{0};  // after one that failed, so that the next is not begun at once
  std::thread thread_;
};

}
