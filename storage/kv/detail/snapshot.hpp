#pragma once
// Reading one opening of the database: at a snapshot, or its newest state.

#include <rocksdb/db.h>

#include <memory>
#include <optional>
#include <string>

#include "storage/kv/detail/database.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::kv::detail {

[[nodiscard]] Result<std::optional<std::string>> get(Database const& database, rocksdb::Snapshot const* snapshot,
                                                     Family family, std::string_view key);
[[nodiscard]] std::unique_ptr<Cursor> scan(std::shared_ptr<Database const> database, rocksdb::Snapshot const* snapshot,
                                           Family family, Range const& range);
/// What RocksDB's get said. `value` counts only when the status is ok.
[[nodiscard]] Result<std::optional<std::string>> found(rocksdb::Status const& status, Family family, std::string value);

/// Any thread. Keeps the database open.
class RocksSnapshot final : public Reader {
 public:
  /// `secrets` outlives it.
  RocksSnapshot(std::shared_ptr<Database const> database, Secrets const& secrets);
  ~RocksSnapshot() override;
  RocksSnapshot(RocksSnapshot const&) = delete;
  RocksSnapshot& operator=(RocksSnapshot const&) = delete;

  [[nodiscard]] Result<std::optional<std::string>> get(Family family, std::string_view key) const override;
  [[nodiscard]] std::unique_ptr<Cursor> scan(Family family, Range const& range) const override;
  [[nodiscard]] Secrets const& secrets() const override { return secrets_; }

 private:
  std::shared_ptr<Database const> database_;
  Secrets const& secrets_;
  rocksdb::Snapshot const* snapshot_;
};

/// A Reader of a store that could not be opened again.
class NoReader final : public Reader {
 public:
  /// `secrets` outlives it.
  explicit NoReader(Secrets const& secrets) : secrets_(secrets) {}
  [[nodiscard]] Result<std::optional<std::string>> get(Family family, std::string_view key) const override;
  [[nodiscard]] std::unique_ptr<Cursor> scan(Family family, Range const& range) const override;
  [[nodiscard]] Secrets const& secrets() const override { return secrets_; }

 private:
  Secrets const& secrets_;
};

}
