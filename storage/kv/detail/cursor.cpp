#include "storage/kv/detail/cursor.hpp"

#include "storage/kv/detail/status.hpp"

namespace huecry::kv::detail {

rocksdb::ReadOptions RocksCursor::options(rocksdb::Snapshot const* snapshot) const {
  rocksdb::ReadOptions read;
  read.snapshot = snapshot;
  read.auto_prefix_mode = true;  // the order stays total; prefix filters help where the bounds share a prefix
  read.iterate_lower_bound = &from_;
  if (!range_.until.empty()) read.iterate_upper_bound = &until_;
  return read;
}

void RocksCursor::seek() {
  if (range_.reverse) return seek_last();
  rows_->Seek(from_);
}

void RocksCursor::seek_last() {
  if (range_.until.empty()) return rows_->SeekToLast();
  rows_->SeekForPrev(until_);
  if (rows_->Valid() && rows_->key() == until_) rows_->Prev();
}

// The bounds are checked here again: iterators over a write batch know only the upper one.
bool RocksCursor::valid() const {
  if (!rows_->Valid()) return false;
  rocksdb::Slice const at = rows_->key();
  return at.compare(from_) >= 0 && (range_.until.empty() || at.compare(until_) < 0);
}

std::string_view RocksCursor::key() const { return rows_->key().ToStringView(); }

std::string_view RocksCursor::value() const { return rows_->value().ToStringView(); }

void RocksCursor::next() {
  if (range_.reverse) {
    rows_->Prev();
  } else {
    rows_->Next();
  }
}

Result<> RocksCursor::status() const {
  rocksdb::Status const status = rows_->status();
  if (status.ok()) return ok();
  return to_error(status, "scan");
}

}
