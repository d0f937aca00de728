#include <fcntl.h>
#include <unistd.h>

#include "protocol/base/log.hpp"
#include "storage/kv/key.hpp"
#include "storage/kv/rocks_store.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"
#include "tests/bench/parts/timing.hpp"

namespace huecry::bench {
namespace {

constexpr std::size_t k_block_bytes = 4096;
constexpr std::size_t k_group_notices = 64;
// Besides the document: decision, leaf, facts; and the small rows of identity, mailbox and index.
constexpr std::size_t k_small_row_bytes = 80;
constexpr int k_small_rows = 8;

json::Json bare_sync(std::filesystem::path const& path, Seconds time) {
  int const file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  std::string const block(k_block_bytes, 'x');
  json::Json const out = time_of(time, [&] {
    bool const written = ::write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size());
    require(written && ::fdatasync(file) == 0, "cannot write and sync " + path.string());
  });
  ::close(file);
  return out;
}

void put_notice(kv::Transaction& transaction, std::uint64_t number, std::string const& record) {
  std::string const key = kv::be64(number);
  transaction.put(kv::Family::record, key, record);
  transaction.put(kv::Family::leaf, key, record.substr(0, 400));
  for (int row = 0; row < k_small_rows; ++row)
    transaction.put(kv::Family::index, key + std::to_string(row), record.substr(0, k_small_row_bytes));
}

json::Json batches(kv::Store& store, Seconds time, std::size_t notices, std::size_t document_bytes) {
  std::string const record(document_bytes + 600, 'r');
  std::uint64_t next = 0;
  return time_of(time, [&] {
    auto const transaction = store.begin();
    for (std::size_t i = 0; i < notices; ++i) put_notice(*transaction, next++, record);
    must(store.commit(*transaction, kv::Sync::yes));
  });
}

}

json::Json synced_writes(Seconds time, std::filesystem::path const& directory, std::size_t document_bytes) {
  NullLog log;
  kv::RocksOptions options;
  options.directory = directory / "store";
  auto const store = must(kv::RocksStore::open(options, log));
  return {{"bare_4k", bare_sync(directory / "bare", time)},
          {"batch_1", batches(*store, time, 1, document_bytes)},
          {"batch_group", batches(*store, time, k_group_notices, document_bytes)},
          {"group_notices", k_group_notices}};
}

}
