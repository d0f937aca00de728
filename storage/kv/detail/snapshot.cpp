#include "storage/kv/detail/snapshot.hpp"

#include "storage/kv/detail/cursor.hpp"
#include "storage/kv/detail/status.hpp"

namespace huecry::kv::detail {
namespace {

Error closed() { return Error(Errc::io, "the store is closed: opening it again failed"); }

}

Result<std::optional<std::string>> found(rocksdb::Status const& status, Family family, std::string value) {
  if (status.ok()) return std::optional(std::move(value));
  if (status.IsNotFound()) return std::optional<std::string>();
  return to_error(status, "read " + std::string(to_text(family)));
}

Result<std::optional<std::string>> get(Database const& database, rocksdb::Snapshot const* snapshot, Family family,
                                       std::string_view key) {
  rocksdb::ReadOptions read;
  read.snapshot = snapshot;
  std::string value;
  rocksdb::Status const status = database.db().Get(read, database.family(family), key, &value);
  return found(status, family, std::move(value));
}

std::unique_ptr<Cursor> scan(std::shared_ptr<Database const> database, rocksdb::Snapshot const* snapshot, Family family,
                             Range const& range) {
  Database const& opening = *database;
  auto const make = [&](rocksdb::ReadOptions const& read) {
    return opening.db().NewIterator(read, opening.family(family));
  };
  return std::make_unique<RocksCursor>(std::move(database), range, snapshot, make);
}

RocksSnapshot::RocksSnapshot(std::shared_ptr<Database const> database, Secrets const& secrets)
    : database_(std::move(database)), secrets_(secrets), snapshot_(database_->db().GetSnapshot()) {}

RocksSnapshot::~RocksSnapshot() { database_->db().ReleaseSnapshot(snapshot_); }

Result<std::optional<std::string>> RocksSnapshot::get(Family family, std::string_view key) const {
  return detail::get(*database_, snapshot_, family, key);
}

std::unique_ptr<Cursor> RocksSnapshot::scan(Family family, Range const& range) const {
  return detail::scan(database_, snapshot_, family, range);
}

Result<std::optional<std::string>> NoReader::get(Family, std::string_view) const { return closed(); }

std::unique_ptr<Cursor> NoReader::scan(Family, Range const&) const { return std::make_unique<FailedCursor>(closed()); }

}
