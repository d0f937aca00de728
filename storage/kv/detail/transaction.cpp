#include "storage/kv/detail/transaction.hpp"

#include "protocol/base/assert.hpp"
#include "storage/kv/detail/cursor.hpp"
#include "storage/kv/detail/snapshot.hpp"

namespace huecry::kv::detail {

Result<std::optional<std::string>> RocksTransaction::get(Family family, std::string_view key) const {
  std::string value;
  rocksdb::Status const status =
      writes_.GetFromBatchAndDB(&database_->db(), rocksdb::ReadOptions(), database_->family(family), key, &value);
  return found(status, family, std::move(value));
}

std::unique_ptr<Cursor> RocksTransaction::scan(Family family, Range const& range) const {
  rocksdb::ColumnFamilyHandle* const handle = database_->family(family);
  auto const make = [&](rocksdb::ReadOptions const& read) {
    // Without the bounds: given them, it ends at once when a write stands on the upper one. The cursor checks them.
    return writes_.NewIteratorWithBase(handle, database_->db().NewIterator(read, handle));
  };
  return std::make_unique<RocksCursor>(database_, range, nullptr, make);
}

// A write batch in memory refuses nothing but a family it does not know.
void RocksTransaction::put(Family family, std::string_view key, std::string_view value) {
  HUECRY_ASSERT(writes_.Put(database_->family(family), key, value).ok());
}

void RocksTransaction::erase(Family family, std::string_view key) {
  HUECRY_ASSERT(writes_.Delete(database_->family(family), key).ok());
}

void RocksTransaction::mark() {
  writes_.SetSavePoint();
  ++marks_;
}

void RocksTransaction::rollback() {
  HUECRY_ASSERT(marks_ > 0);
  HUECRY_ASSERT(writes_.RollbackToSavePoint().ok());
  --marks_;
}

void RocksTransaction::release() {
  HUECRY_ASSERT(marks_ > 0);
  HUECRY_ASSERT(writes_.PopSavePoint().ok());
  --marks_;
}

std::size_t RocksTransaction::bytes() const { return writes_.GetDataSize(); }

}
