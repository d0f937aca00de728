#pragma once
// A file system that fails on demand, and can forget what was not synced, as a disk does when the power goes.
// Syncs are noted, not done: the tests are about what is synced when, and the disk would only make them slow.

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace huecry::test {

/// What a failed sync leaves on the disk of what was written.
enum class Unsynced { kept, lost };

/// Which syncs and writes fail, and what the disk says about itself. Thread-safe.
class Faults {
 public:
  /// The nth sync from now fails, and all after it, until heal(). What was to be synced may be on disk all the same, or
  /// be lost: both happen.
  void fail_sync(std::int64_t nth, Unsynced unsynced = Unsynced::kept) {
    unsynced_ = unsynced;
    syncs_left_ = nth;
  }
  /// Each sync takes that long.
  void slow_down(std::chrono::milliseconds sync_time) { sync_time_ = sync_time; }
  /// Every write fails for lack of space, until heal().
  void fill_disk() { full_ = true; }
  void heal() {
    full_ = false;
    syncs_left_ = k_never;
    sync_time_ = std::chrono::milliseconds(0);
  }
  void report_free_bytes(std::optional<std::uint64_t> bytes) { free_bytes_ = bytes ? std::int64_t(*bytes) : k_never; }
  [[nodiscard]] std::int64_t syncs() const { return syncs_; }

  /// Cuts every file to what was synced of it. REQUIRES: no store has the files open.
  void lose_unsynced() {
    std::lock_guard const lock(mutex_);
    for (auto const& [path, bytes] : synced_) {
      if (std::filesystem::exists(path)) std::filesystem::resize_file(path, bytes);
    }
    synced_.clear();
  }

  // For the file system below.
  [[nodiscard]] bool next_sync_fails() {
    ++syncs_;
    for (auto const end = std::chrono::steady_clock::now() + sync_time_.load(); std::chrono::steady_clock::now() < end;)
      std::this_thread::yield();
    if (syncs_left_ == k_never) return false;
    if (syncs_left_ > 0) --syncs_left_;
    return syncs_left_ == 0;
  }
  /// The state of a file after its sync failed.
  void after_failed_sync(std::string const& path) {
    std::lock_guard const lock(mutex_);
    if (unsynced_ == Unsynced::lost) std::filesystem::resize_file(path, synced_[path]);
  }
  [[nodiscard]] bool full() const { return full_; }
  [[nodiscard]] std::int64_t free_bytes() const { return free_bytes_; }
  void remember(std::string const& path, std::uint64_t bytes) {
    std::lock_guard const lock(mutex_);
    synced_[path] = bytes;
  }
  void rename(std::string const& from, std::string const& to) {
    std::lock_guard const lock(mutex_);
    auto node = synced_.extract(from);
    if (node.empty()) return;
    synced_.erase(to);
    node.key() = to;
    synced_.insert(std::move(node));
  }
  void forget(std::string const& path) {
    std::lock_guard const lock(mutex_);
    synced_.erase(path);
  }

  static constexpr std::int64_t k_never = -1;

 private:
  std::atomic<bool> full_ = false;
  std::atomic<std::chrono::milliseconds> sync_time_ = std::chrono::milliseconds(0);
  std::atomic<Unsynced> unsynced_ = Unsynced::kept;
  std::atomic<std::int64_t> syncs_left_ = k_never;
  std::atomic<std::int64_t> free_bytes_ = k_never;
  std::atomic<std::int64_t> syncs_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> synced_;
};

class FaultFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, Faults& faults)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), faults_(faults) {}

  rocksdb::IOStatus Append(rocksdb::Slice const& data, rocksdb::IOOptions const& options,
                           rocksdb::IODebugContext* debug) override {
    if (faults_.full()) return rocksdb::IOStatus::NoSpace("injected");
    return appended(FSWritableFileOwnerWrapper::Append(data, options, debug), data.size());
  }
  rocksdb::IOStatus Append(rocksdb::Slice const& data, rocksdb::IOOptions const& options,
                           rocksdb::DataVerificationInfo const& info, rocksdb::IODebugContext* debug) override {
    if (faults_.full()) return rocksdb::IOStatus::NoSpace("injected");
    return appended(FSWritableFileOwnerWrapper::Append(data, options, info, debug), data.size());
  }
  rocksdb::IOStatus Sync(rocksdb::IOOptions const&, rocksdb::IODebugContext*) override { return sync(); }
  rocksdb::IOStatus Fsync(rocksdb::IOOptions const&, rocksdb::IODebugContext*) override { return sync(); }

 private:
  rocksdb::IOStatus appended(rocksdb::IOStatus status, std::size_t bytes) {
    if (status.ok()) written_ += bytes;
    return status;
  }
  rocksdb::IOStatus sync() {
    if (faults_.next_sync_fails()) {
      faults_.after_failed_sync(path_);
      return rocksdb::IOStatus::IOError("injected");
    }
    faults_.remember(path_, written_);
    return rocksdb::IOStatus::OK();
  }

  std::string path_;
  Faults& faults_;
  std::uint64_t written_ = 0;
};

class QuietDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  explicit QuietDirectory(std::unique_ptr<rocksdb::FSDirectory> directory) : FSDirectoryWrapper(std::move(directory)) {}
  rocksdb::IOStatus Fsync(rocksdb::IOOptions const&, rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus FsyncWithDirOptions(rocksdb::IOOptions const&, rocksdb::IODebugContext*,
                                        rocksdb::DirFsyncOptions const&) override {
    return rocksdb::IOStatus::OK();
  }
};

class FaultFs final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultFs(Faults& faults) : FileSystemWrapper(rocksdb::FileSystem::Default()), faults_(faults) {}
  char const* Name() const override { return "FaultFs"; }

  rocksdb::IOStatus NewWritableFile(std::string const& path, rocksdb::FileOptions const& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    if (faults_.full()) return rocksdb::IOStatus::NoSpace("injected");
    rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
    if (!status.ok()) return status;
    faults_.remember(path, 0);
    *file = std::make_unique<FaultFile>(std::move(*file), path, faults_);
    return status;
  }
  rocksdb::IOStatus NewDirectory(std::string const& path, rocksdb::IOOptions const& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::NewDirectory(path, options, directory, debug);
    if (status.ok()) *directory = std::make_unique<QuietDirectory>(std::move(*directory));
    return status;
  }
  rocksdb::IOStatus RenameFile(std::string const& from, std::string const& to, rocksdb::IOOptions const& options,
                               rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::RenameFile(from, to, options, debug);
    if (status.ok()) faults_.rename(from, to);
    return status;
  }
  rocksdb::IOStatus DeleteFile(std::string const& path, rocksdb::IOOptions const& options,
                               rocksdb::IODebugContext* debug) override {
    faults_.forget(path);
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }
  rocksdb::IOStatus GetFreeSpace(std::string const& path, rocksdb::IOOptions const& options, std::uint64_t* bytes,
                                 rocksdb::IODebugContext* debug) override {
    if (faults_.free_bytes() == Faults::k_never) return FileSystemWrapper::GetFreeSpace(path, options, bytes, debug);
    *bytes = static_cast<std::uint64_t>(faults_.free_bytes());
    return rocksdb::IOStatus::OK();
  }

 private:
  Faults& faults_;
};

/// For RocksOptions::env. `faults` outlives it.
inline std::shared_ptr<rocksdb::Env> fault_env(Faults& faults) {
  return rocksdb::NewCompositeEnv(std::make_shared<FaultFs>(faults));
}

}
