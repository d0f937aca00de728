#pragma once
// A cursor on a RocksDB iterator, within the bounds of a Range.

#include <rocksdb/db.h>

#include <memory>

#include "storage/kv/detail/database.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::kv::detail {

class RocksCursor final : public Cursor {
 public:
  /// make(rocksdb::ReadOptions const&) gives the iterator; it owns it from then on. Keeps the database open.
  template <class Make>
  RocksCursor(std::shared_ptr<Database const> database, Range range, rocksdb::Snapshot const* snapshot, Make make)
      : database_(std::move(database)), range_(std::move(range)), from_(range_.from), until_(range_.until) {
    rows_.reset(make(options(snapshot)));
    seek();
  }

  [[nodiscard]] bool valid() const override;
  [[nodiscard]] std::string_view key() const override;
  [[nodiscard]] std::string_view value() const override;
  void next() override;
  Result<> status() const override;

 private:
  [[nodiscard]] rocksdb::ReadOptions options(rocksdb::Snapshot const* snapshot) const;
  void seek();
  void seek_last();

  std::shared_ptr<Database const> database_;  // first: goes last
  Range range_;
  rocksdb::Slice from_, until_;  // the iterator points to them
  std::unique_ptr<rocksdb::Iterator> rows_;
};

/// A cursor that says only why there is none.
class FailedCursor final : public Cursor {
 public:
  explicit FailedCursor(Error error) : error_(std::move(error)) {}
  [[nodiscard]] bool valid() const override { return false; }
  [[nodiscard]] std::string_view key() const override { return {}; }
  [[nodiscard]] std::string_view value() const override { return {}; }
  void next() override {}
  Result<> status() const override { return error_; }

 private:
  Error error_;
};

}
