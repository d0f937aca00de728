#include "storage/kv/detail/database.hpp"

#include <rocksdb/env.h>

#include <algorithm>

#include "storage/kv/detail/family_table.hpp"
#include "storage/kv/detail/rocks_options.hpp"
#include "storage/kv/detail/status.hpp"
#include "storage/kv/key.hpp"

namespace huecry::kv::detail {
namespace {

constexpr std::string_view k_format_key = "format";
constexpr std::uint32_t k_format =
    10;  // 9 knew no lanes, 8 no messages, 7 no sub-logs and no time, 6 no extracts, 5 no evidence of
         // the hub, 4 sealed nothing, 3 knew no diffusions, 2 no review dates, 1 no review desk

Error unknown_form(RocksOptions const& options, std::string const& found) {
  return Error(Errc::config_invalid, "the store in " + options.directory.string() + " has " + found +
                                         ", this program reads format " + std::to_string(k_format) +
                                         ": start the huecryd that wrote it, or restore a backup made by this one");
}

bool is_known(std::string const& name) {
  auto const same = [&](FamilyRow const& row) { return row.name == name; };
  return name == rocksdb::kDefaultColumnFamilyName || std::ranges::any_of(family_rows(), same);
}

/// RocksDB opens only with all families named, so a newer store would fail there with words that help nobody.
Result<> check_families(RocksOptions const& options, rocksdb::DBOptions const& database) {
  std::vector<std::string> names;
  rocksdb::Status const status = rocksdb::DB::ListColumnFamilies(database, options.directory.string(), &names);
  if (!status.ok()) return ok();  // no store there yet, or one that DB::Open will complain about
  auto const unknown = std::ranges::find_if_not(names, is_known);
  if (unknown == names.end()) return ok();
  return unknown_form(options, "the unknown family \"" + *unknown + "\"");
}

Result<> write_format(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* meta) {
  rocksdb::WriteOptions write;
  write.sync = true;
  std::string value;
  append_be(value, k_format);
  rocksdb::Status const status = db.Put(write, meta, k_format_key, value);
  if (!status.ok()) return to_error(status, "write the format");
  return ok();
}

Result<> check_format(RocksOptions const& options, Database const& database) {
  std::string value;
  rocksdb::ColumnFamilyHandle* meta = database.family(Family::meta);
  rocksdb::Status const status = database.db().Get(rocksdb::ReadOptions(), meta, k_format_key, &value);
  if (status.IsNotFound() && database.access() == Access::read_write) return write_format(database.db(), meta);
  if (!status.ok()) return to_error(status, "read the format");
  if (value.size() != sizeof k_format)
    return Error(Errc::corrupt, "the format row has " + std::to_string(value.size()) + " bytes");
  auto const found = read_be<std::uint32_t>(value);
  return found == k_format ? ok() : unknown_form(options, "format " + std::to_string(found));
}

}

void Fault::raise(std::string reason) {
  std::lock_guard const lock(mutex_);
  if (reason_.empty()) reason_ = std::move(reason);
}

std::string Fault::reason() const {
  std::lock_guard const lock(mutex_);
  return reason_;
}

Result<std::shared_ptr<Database>> Database::open(RocksOptions const& options, Access access, Log& log) {
  std::shared_ptr<Database> database(new Database(access));
  HUECRY_CHECK(database->open_db(options, log));
  HUECRY_CHECK(check_format(options, *database));
  return database;
}

Result<> Database::open_db(RocksOptions const& options, Log& log) {
  rocksdb::DBOptions const settings = database_options(options, fault_, log);
  HUECRY_CHECK(check_families(options, settings));
  auto const families = family_options(options);
  std::string const path = options.directory.string();
  rocksdb::DB* db = nullptr;
  rocksdb::Status const status = access_ == Access::read_write
                                     ? rocksdb::DB::Open(settings, path, families, &handles_, &db)
                                     : rocksdb::DB::OpenForReadOnly(settings, path, families, &handles_, &db);
  // RocksDB has a file LOCK and no code of its own for it; an operator who starts twice must not suspect the disk.
  if (status.IsIOError() && status.ToString().find("LOCK") != std::string::npos)
    return Error(Errc::io, path + ": another process has this folder open; is a hub running already?");
  if (!status.ok()) return to_error(status, "open " + path);
  db_.reset(db);
  return ok();
}

Database::~Database() {
  if (!db_) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) static_cast<void>(db_->DestroyColumnFamilyHandle(handle));
  // What was committed is in the log already; a close that fails loses nothing.
  static_cast<void>(db_->Close());
}

rocksdb::ColumnFamilyHandle* Database::family(Family family) const {
  return handles_[static_cast<std::size_t>(family) + 1];
}

}
