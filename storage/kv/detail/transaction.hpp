#pragma once
// A transaction: an indexed write batch over the newest state of one opening of the database.

#include <rocksdb/utilities/write_batch_with_index.h>

#include <memory>
#include <optional>
#include <string>

#include "storage/kv/detail/database.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::kv::detail {

/// One thread. Keeps the database open. There is one writer, so the state below does not change while it lives.
class RocksTransaction final : public Transaction {
 public:
  /// `secrets` outlives it.
  RocksTransaction(std::shared_ptr<Database const> database, Secrets const& secrets)
      : database_(std::move(database)), secrets_(secrets) {}

  [[nodiscard]] Result<std::optional<std::string>> get(Family family, std::string_view key) const override;
  [[nodiscard]] std::unique_ptr<Cursor> scan(Family family, Range const& range) const override;
  [[nodiscard]] Secrets const& secrets() const override { return secrets_; }
  void put(Family family, std::string_view key, std::string_view value) override;
  void erase(Family family, std::string_view key) override;
  void mark() override;
  void rollback() override;
  void release() override;
  [[nodiscard]] std::size_t bytes() const override;

  [[nodiscard]] std::shared_ptr<Database const> const& database() const { return database_; }
  [[nodiscard]] rocksdb::WriteBatch& writes() { return *writes_.GetWriteBatch(); }

 private:
  std::shared_ptr<Database const> database_;  // first: goes last
  Secrets const& secrets_;
  // One index entry for each key: a cursor must not show a key twice.
  mutable rocksdb::WriteBatchWithIndex writes_{rocksdb::BytewiseComparator(), 0, true};
  std::size_t marks_ = 0;
};

}
