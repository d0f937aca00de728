#pragma once
// One opening of the RocksDB database, from DB::Open to its close.

#include <rocksdb/db.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/kv/kv.hpp"
#include "storage/kv/rocks_store.hpp"

namespace huecry::kv::detail {

/// The first error that RocksDB's background work reported. Thread-safe.
class Fault {
 public:
  void raise(std::string reason);
  [[nodiscard]] std::string reason() const;  // empty: none

 private:
  mutable std::mutex mutex_;
  std::string reason_;
};

enum class Access : bool { read_only, read_write };

/// Thread-safe as rocksdb::DB is. Closed by the destructor; nothing made from it may be alive then.
class Database {
 public:
  /// With read_write a new store is made where there is none. `log` outlives it. Errors: as RocksStore::open.
  [[nodiscard]] static Result<std::shared_ptr<Database>> open(RocksOptions const& options, Access access, Log& log);
  ~Database();
  Database(Database const&) = delete;
  Database& operator=(Database const&) = delete;

  [[nodiscard]] rocksdb::DB& db() const { return *db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family(Family family) const;
  [[nodiscard]] Access access() const { return access_; }
  /// Why this opening must not be written to any more; empty: it may be.
  [[nodiscard]] std::string fault() const { return fault_->reason(); }

 private:
  explicit Database(Access access) : access_(access), fault_(std::make_shared<Fault>()) {}
  Result<> open_db(RocksOptions const& options, Log& log);

  Access access_;
  std::shared_ptr<Fault> fault_;  // shared with the listener, which RocksDB owns
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // "default" first, then the families in their order
};

}
