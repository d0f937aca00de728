#include "storage/kv/detail/rocks_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <string_view>

#include "storage/kv/detail/family_table.hpp"

namespace huecry::kv::detail {
namespace {

constexpr std::size_t k_small_write_buffer_bytes = 4 * 1024 * 1024;
constexpr double k_bloom_bits_per_key = 10;  // 1 % false positives
constexpr std::size_t k_words_bytes_max = 1024;

/// RocksDB's own log goes where ours goes. By itself it would write a file beside the data, and a full disk would end
/// the process there: in Debian's build, which checks assertions, the line after one that could not be written is a
/// failure.
class Words final : public rocksdb::Logger {
 public:
  explicit Words(Log& log) : Logger(rocksdb::InfoLogLevel::WARN_LEVEL), log_(log) {}
  using Logger::Logv;
  void LogHeader(char const*, va_list) override {}  // versions and options, at each opening
  void Logv(char const* format, va_list arguments) override {
    std::array<char, k_words_bytes_max> text{};
    if (std::vsnprintf(text.data(), text.size(), format, arguments) < 0) return;
    log_.write(LogLevel::warning, "store.rocksdb", {{"text", std::string_view(text.data())}});
  }

 private:
  Log& log_;
};

/// Takes note of background errors, and keeps RocksDB from resuming by itself (rocks_store.hpp says why).
class Listener final : public rocksdb::EventListener {
 public:
  explicit Listener(std::shared_ptr<Fault> fault) : fault_(std::move(fault)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    fault_->raise(error->ToString());
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  std::shared_ptr<Fault> fault_;
};

rocksdb::BlockBasedTableOptions table_options(std::shared_ptr<rocksdb::Cache> cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = std::move(cache);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(k_bloom_bits_per_key));
  // Index and filter blocks count against the cache, so that memory is bounded whatever the number of files.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  return table;
}

rocksdb::ColumnFamilyOptions options_of(FamilyRow const& row, RocksOptions const& options,
                                        rocksdb::BlockBasedTableOptions const& table) {
  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = row.size == Size::large ? options.write_buffer_bytes
                                                     : std::min(options.write_buffer_bytes, k_small_write_buffer_bytes);
  family.compression = row.compress ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  if (row.prefix_bytes != 0) family.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(row.prefix_bytes));
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return family;
}

}

rocksdb::DBOptions database_options(RocksOptions const& options, std::shared_ptr<Fault> fault, Log& log) {
  rocksdb::DBOptions database;
  database.env = options.env ? options.env.get() : rocksdb::Env::Default();
  database.create_if_missing = true;
  database.create_missing_column_families = true;
  database.paranoid_checks = true;
  database.track_and_verify_wals_in_manifest = true;  // a lost or cut log file is an error, not a shorter history
  // After a power cut the log ends at its first damaged record. What was synced lies before it.
  database.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  database.max_total_wal_size = options.wal_bytes_max;
  database.max_background_jobs = options.background_jobs;
  database.bytes_per_sync = 1024 * 1024;  // table files go to disk as they are written, not all at their end
  database.max_bgerror_resume_count = 0;
  database.listeners.push_back(std::make_shared<Listener>(std::move(fault)));
  database.skip_stats_update_on_db_open = true;  // a start must not read every table's properties
  database.info_log = std::make_shared<Words>(log);
  return database;
}

std::vector<rocksdb::ColumnFamilyDescriptor> family_options(RocksOptions const& options) {
  rocksdb::BlockBasedTableOptions const table = table_options(rocksdb::NewLRUCache(options.block_cache_bytes));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());  // RocksDB wants it
  for (FamilyRow const& row : family_rows()) families.emplace_back(row.name, options_of(row, options, table));
  return families;
}

}
