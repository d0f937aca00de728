#include "storage/kv/rocks_store.hpp"

#include <rocksdb/utilities/checkpoint.h>

#include <mutex>

#include "protocol/base/assert.hpp"
#include "storage/kv/detail/cursor.hpp"
#include "storage/kv/detail/database.hpp"
#include "storage/kv/detail/disk.hpp"
#include "storage/kv/detail/gate.hpp"
#include "storage/kv/detail/snapshot.hpp"
#include "storage/kv/detail/transaction.hpp"

namespace huecry::kv {
namespace {

Error unavailable(std::string reason) { return Error(Errc::storage_unavailable, std::move(reason)); }

bool is_new(RocksOptions const& options) {
  std::error_code unknown;
  return !std::filesystem::exists(options.directory / "CURRENT", unknown);
}

/// Made with the store, never later: new keys in the place of lost ones would hide that nothing can be read any more.
Result<std::unique_ptr<Secrets>> open_secrets(RocksOptions const& options, bool make) {
  std::filesystem::path file = options.secrets_file;
  if (file.empty()) file = options.directory.string() + ".secrets";
  auto secrets = Secrets::open(file, make);
  if (secrets || secrets.error().code != Errc::not_found) return secrets;
  if (make)
    return Error(Errc::config_invalid,
                 "cannot make " + file.string() + ": its folder does not exist (hub.secrets_file)");
  return Error(Errc::config_invalid, "the secrets of the store in " + options.directory.string() + " are not in " +
                                         file.string() + ": nothing in it can be read without them; restore that file" +
                                         ", or correct hub.secrets_file");
}

}

struct RocksStore::Rep {
  Rep(RocksOptions o, Log& l, std::unique_ptr<Secrets> s, std::shared_ptr<detail::Database> database)
      : options(std::move(o)), log(l), secrets(std::move(s)), gate(std::move(database)) {}

  /// Why nothing may be written; empty when it may.
  [[nodiscard]] std::string refusal() const;
  [[nodiscard]] std::string broken() const;
  [[nodiscard]] std::string short_of_space() const;
  void fail(std::string reason);
  Result<> reopen();

  RocksOptions const options;
  Log& log;
  std::unique_ptr<Secrets> const secrets;
  detail::Gate gate;
  mutable std::mutex mutex;  // of failure
  std::string failure;       // of our own writes since the database was opened; its background work: Database::fault
};

std::string RocksStore::Rep::broken() const {
  {
    std::lock_guard const lock(mutex);
    if (!failure.empty()) return failure;
  }
  auto const database = gate.enter();
  if (!database) return "the store is closed: opening it again failed";
  return database->access() == detail::Access::read_only ? "the store is open for reading only" : database->fault();
}

std::string RocksStore::Rep::short_of_space() const {
  auto const free = detail::free_bytes(options);
  if (!free || *free >= options.disk_free_bytes_min) return {};  // not knowing is no reason to stop
  return "disk: " + std::to_string(*free) + " bytes free, at least " + std::to_string(options.disk_free_bytes_min) +
         " must stay";
}

std::string RocksStore::Rep::refusal() const {
  std::string reason = broken();
  return reason.empty() ? short_of_space() : reason;
}

void RocksStore::Rep::fail(std::string reason) {
  log.write(LogLevel::error, "store.write_failed", {{"reason", reason}});
  std::lock_guard const lock(mutex);
  if (failure.empty()) failure = std::move(reason);
}

Result<> RocksStore::Rep::reopen() {
  if (!gate.close(options.readers_wait_max)) return unavailable("readers hold the store open");
  auto reopened = detail::Database::open(options, detail::Access::read_write, log);
  if (!reopened) {
    // Reading goes on if it can; what the next attempt finds in the log is the same then as now.
    auto for_reading = detail::Database::open(options, detail::Access::read_only, log);
    gate.open(for_reading ? *std::move(for_reading) : nullptr);
    return unavailable("reopening failed: " + reopened.error().detail);
  }
  gate.open(*std::move(reopened));
  std::lock_guard const lock(mutex);
  failure.clear();
  return ok();
}

RocksStore::RocksStore(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
RocksStore::~RocksStore() = default;

Result<std::unique_ptr<RocksStore>> RocksStore::open(RocksOptions options, Log& log) {
  std::error_code failed;
  std::filesystem::create_directories(options.directory, failed);
  if (failed) return Error(Errc::io, "make " + options.directory.string() + ": " + failed.message());
  std::unique_ptr<Secrets> secrets;
  bool const make = is_new(options);
  if (make) {  // first: a store without them would be none
    HUECRY_TRY(secrets, open_secrets(options, true));
  }
  HUECRY_TRY(auto database, detail::Database::open(options, detail::Access::read_write, log));
  if (!make) {  // after: an older form has none, and says what it is
    HUECRY_TRY(secrets, open_secrets(options, false));
  }
  auto rep = std::make_unique<Rep>(std::move(options), log, std::move(secrets), std::move(database));
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(rep)));
}

Result<std::optional<std::string>> RocksStore::get(Family family, std::string_view key) const {
  auto const database = rep_->gate.enter();
  if (!database) return detail::NoReader(*rep_->secrets).get(family, key);
  return detail::get(*database, nullptr, family, key);
}

std::unique_ptr<Cursor> RocksStore::scan(Family family, Range const& range) const {
  auto database = rep_->gate.enter();
  if (!database) return detail::NoReader(*rep_->secrets).scan(family, range);
  return detail::scan(std::move(database), nullptr, family, range);
}

Secrets const& RocksStore::secrets() const { return *rep_->secrets; }
Secrets& RocksStore::secrets() { return *rep_->secrets; }

std::unique_ptr<Reader const> RocksStore::snapshot() const {
  auto database = rep_->gate.enter();
  if (!database) return std::make_unique<detail::NoReader const>(*rep_->secrets);
  return std::make_unique<detail::RocksSnapshot const>(std::move(database), *rep_->secrets);
}

std::unique_ptr<Transaction> RocksStore::begin() {
  auto database = rep_->gate.enter();
  HUECRY_ASSERT(database);
  return std::make_unique<detail::RocksTransaction>(std::move(database), *rep_->secrets);
}

Result<> RocksStore::commit(Transaction& transaction, Sync sync) {
  if (std::string reason = rep_->refusal(); !reason.empty()) return unavailable(std::move(reason));
  auto& writes = static_cast<detail::RocksTransaction&>(transaction);  // begin() makes no other
  rocksdb::WriteOptions options;
  options.sync = sync == Sync::yes;
  rocksdb::Status const status = writes.database()->db().Write(options, &writes.writes());
  if (status.ok()) return ok();
  rep_->fail(status.ToString());
  return unavailable(status.ToString());
}

Health RocksStore::health() const {
  std::string reason = rep_->refusal();
  auto const free = detail::free_bytes(rep_->options);
  bool const writable = reason.empty();
  return {writable, std::move(reason), free ? *free : 0};
}

Result<> RocksStore::recover() {
  if (std::string reason = rep_->short_of_space(); !reason.empty()) return unavailable(std::move(reason));
  if (rep_->broken().empty()) return ok();
  if (Result<> tried = detail::try_writing(rep_->options); !tried) return unavailable(tried.error().detail);
  HUECRY_CHECK(rep_->reopen());
  rep_->log.write(LogLevel::warning, "store.reopened", {});
  return ok();
}

Result<> RocksStore::copy_to(std::filesystem::path const& folder) const {
  auto const database = rep_->gate.enter();
  if (!database) return unavailable("the store is closed");
  rocksdb::Checkpoint* raw = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&database->db(), &raw);
  std::unique_ptr<rocksdb::Checkpoint> const checkpoint(raw);
  // 0: what is in memory is written out first, so that the copy has no write-ahead log that goes on growing.
  if (status.ok()) status = checkpoint->CreateCheckpoint(folder.string(), 0);
  return status.ok() ? ok()
                     : Result<>(Error(Errc::io, "copy the store to " + folder.string() + ": " + status.ToString()));
}

}
