#pragma once
// A store in a fresh directory, with faults on demand.

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/log.hpp"
#include "storage/kv/rocks_store.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/storage/kv/fault_fs.hpp"

namespace huecry::test {

struct StoreFixture {
  /// With the secrets of another store, or its own.
  explicit StoreFixture(std::filesystem::path secrets = {}) : secrets_file(std::move(secrets)) { open(); }

  [[nodiscard]] kv::RocksOptions options() {
    kv::RocksOptions options;
    options.directory = directory / "store";
    options.secrets_file = secrets_file;
    options.block_cache_bytes = 1024 * 1024;
    options.write_buffer_bytes = write_buffer_bytes;
    options.wal_bytes_max = 1024 * 1024;
    options.disk_free_bytes_min = disk_free_bytes_min;
    options.readers_wait_max = std::chrono::milliseconds(50);
    options.env = env;
    return options;
  }
  void open() {
    auto opened = kv::RocksStore::open(options(), log);
    REQUIRE_MESSAGE(opened, opened.error().detail);
    store = *std::move(opened);
  }
  void reopen() {
    store.reset();
    open();
  }

  std::filesystem::path secrets_file;
  TempDir directory;
  Faults faults;
  std::shared_ptr<rocksdb::Env> env = fault_env(faults);
  NullLog log;
  std::size_t write_buffer_bytes = 64 * 1024;
  std::uint64_t disk_free_bytes_min = 0;
  std::unique_ptr<kv::RocksStore> store;
};

using Rows = std::vector<std::pair<std::string, std::string>>;

inline Rows rows_of(kv::Reader const& state, kv::Family family, kv::Range const& range = {}) {
  Rows rows;
  auto const cursor = state.scan(family, range);
  for (; cursor->valid(); cursor->next()) rows.emplace_back(cursor->key(), cursor->value());
  CHECK(cursor->status());
  return rows;
}

}
