#pragma once
// The Store on RocksDB, which nothing outside storage/kv sees.
//
// A failed write or sync, or an error in RocksDB's background work, ends all writing (health() says why) while reading
// goes on. recover() then closes the database and opens it again. It does not use DB::Resume: after a failed sync the
// tail of the write-ahead log may hold a batch that was reported as failed, and only reading the log again decides
// whether that batch exists (docs/storage.md). The disk floor needs no such thing: below it commits are refused, above
// it they are accepted again.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "protocol/base/log.hpp"
#include "storage/kv/kv.hpp"

namespace rocksdb {
class Env;
}

namespace huecry::kv {

struct RocksOptions {
  std::filesystem::path directory;     // made when absent; nothing else may live in it
  std::filesystem::path secrets_file;  // made with a new store; empty: beside the directory, its name and ".secrets"
  std::size_t block_cache_bytes = 256 * 1024 * 1024;
  std::size_t write_buffer_bytes = 32 * 1024 * 1024;       // of one family; tests make it tiny to force flushes
  std::size_t wal_bytes_max = 128 * 1024 * 1024;           // read again after a crash, so it bounds the time of a start
  std::uint64_t disk_free_bytes_min = 1024 * 1024 * 1024;  // below it nothing is accepted, so that compaction can end
  std::chrono::milliseconds readers_wait_max{2000};        // recover() waits this long for snapshots in use
  int background_jobs = 2;
  std::shared_ptr<rocksdb::Env> env;  // null: the system's; tests inject faults here
};

class RocksStore final : public Store {
 public:
  /// Errors: Errc::io, corrupt; Errc::config_invalid for a store of a form that this program does not know, and for one
  /// whose secrets are not there.
  [[nodiscard]] static Result<std::unique_ptr<RocksStore>> open(RocksOptions options, Log& log);
  ~RocksStore() override;

  [[nodiscard]] Result<std::optional<std::string>> get(Family family, std::string_view key) const override;
  [[nodiscard]] std::unique_ptr<Cursor> scan(Family family, Range const& range) const override;
  [[nodiscard]] Secrets const& secrets() const override;
  [[nodiscard]] Secrets& secrets() override;
  [[nodiscard]] std::unique_ptr<Reader const> snapshot() const override;
  [[nodiscard]] std::unique_ptr<Transaction> begin() override;
  Result<> commit(Transaction& transaction, Sync sync) override;
  [[nodiscard]] Health health() const override;
  Result<> recover() override;

  /// A second store with one state of this one, in a new folder: files of this one that never change are linked, not
  /// copied, where both lie on one file system. Any thread; writing goes on meanwhile. Errors: Errc::io.
  Result<> copy_to(std::filesystem::path const& folder) const;

 private:
  struct Rep;
  explicit RocksStore(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}
