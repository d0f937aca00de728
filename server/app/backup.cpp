#include "server/app/backup.hpp"

#include "protocol/base/durable_file.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "storage/journal/signed_mark.hpp"

namespace huecry::app {
namespace {

namespace fs = std::filesystem;

constexpr char const* k_copy = "backup.copy";  // links to files of the store while a backup is made
constexpr std::chrono::seconds k_again_after = std::chrono::minutes(10);

}

std::string to_json(BackupStanding const& standing) {
  return json::write({{"running", standing.running},
                      {"made", standing.made},
                      {"failed", standing.failed},
                      {"newest", standing.newest},
                      {"failure", standing.failure},
                      {"files", standing.files},
                      {"new_files", standing.new_files},
                      {"bytes", standing.bytes}}) +
         "\n";
}

Result<> Backup::start() {
  std::error_code ignored;
  fs::remove_all(config_.data_dir / k_copy, ignored);  // of one that was cut off
  if (config_.backup_directory.empty()) return ok();
  if (!fs::is_directory(config_.backup_directory))
    return Error(Errc::config_invalid,
                 config_.backup_directory.string() + " (backup.directory) is not there: make it, or mount its disk");
  HUECRY_TRY(std::string const pem, read_whole(config_.backup_recipients));
  HUECRY_TRY(operators_, certs::Certificate::chain_from_pem(pem));
  HUECRY_CHECK(certs::seal_file("can be opened", operators_));  // better now than in the night
  recall_newest();
  thread_ = std::thread([this] { run(); });
  return ok();
}

/// So that a hub that is often started again makes its backups all the same.
void Backup::recall_newest() {
  BackupFolder const folder(config_.backup_directory);
  auto const names = folder.backups();
  if (!names || names->empty()) return;
  auto const manifest = folder.manifest(names->back(), keeping_.signer().key());
  if (!manifest) return;
  standing_.newest = names->back();
  standing_.at = manifest->at;
}

void Backup::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  ended(ok());
}

bool Backup::is_stopping() const {
  std::lock_guard const lock(mutex_);
  return stopping_;
}

Result<> Backup::ask() {
  if (config_.backup_directory.empty())
    return Error(Errc::config_invalid, "backup.directory is empty: this hub makes no backups");
  {
    std::lock_guard const lock(mutex_);
    if (stopping_) return Error(Errc::draining);
    if (standing_.running || asked_) return Error(Errc::state_conflict, "a backup is being made");
    asked_ = true;
  }
  wake_.notify_all();
  return ok();
}

BackupStanding Backup::standing() const {
  std::lock_guard const lock(mutex_);
  BackupStanding now = standing_;
  now.running = now.running || asked_;
  return now;
}

void Backup::when_done(std::function<void(BackupStanding)> done) {
  {
    std::lock_guard const lock(mutex_);
    if (!stopping_ && (standing_.running || asked_)) {
      waiting_.push_back(std::move(done));
      return;
    }
  }
  done(standing());
}

/// From the newest on, whoever asked for it and in whichever run.
std::chrono::seconds Backup::until_due() const {
  auto const due = standing_.at + std::chrono::hours(config_.backup_every_h);
  return std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(due - clock_.now()));
}

/// False: it is time to end.
bool Backup::wait() {
  std::unique_lock lock(mutex_);
  auto const called = [this] { return stopping_ || asked_; };
  if (config_.backup_every_h == 0)
    wake_.wait(lock, called);
  else
    wake_.wait_for(lock, std::max(until_due(), pause_), called);
  standing_.running = !stopping_;
  asked_ = false;
  return !stopping_;
}

void Backup::run() {
  while (wait()) {
    Result<> made = ok();
    try {
      made = make();
    } catch (std::exception const& bug) {
      made = Error(Errc::internal, bug.what());
    }
    ended(made);
  }
}

void Backup::ended(Result<> const& made) {
  std::vector<std::function<void(BackupStanding)>> waiting;
  {
    std::lock_guard const lock(mutex_);
    if (std::exchange(standing_.running, false)) {
      standing_.failure = made ? "" : made.error().detail;
      ++(made ? standing_.made : standing_.failed);
      pause_ = made ? std::chrono::seconds(0) : k_again_after;
    }
    waiting.swap(waiting_);
  }
  if (!made) log_.write(LogLevel::error, "backup-failed", {{"reason", std::string_view(made.error().detail)}});
  for (auto const& done : waiting) done(standing());
}

/// The folder may be that of another hub, of this one before a rewind, or of its better days: then nothing in it may be
/// replaced, the keys least of all.
Result<> Backup::check_folder(BackupFolder const& folder) const {
  HUECRY_TRY(auto const names, folder.backups());
  if (names.empty()) return ok();
  std::string const what = config_.backup_directory.string() + " has backups of ";
  auto const newest = folder.manifest(names.back(), keeping_.signer().key());
  if (!newest) return Error(Errc::config_invalid, what + "another log, or damaged ones; name another folder");
  HUECRY_TRY(log::Note const note, log::parse_note(newest->checkpoint));
  HUECRY_TRY(log::Checkpoint const before, log::parse_checkpoint(note.body));
  HUECRY_TRY(bool const same, journal::continues(keeping_.store(), keeping_.journal().end(), before.head));
  if (same) return ok();
  return Error(Errc::config_invalid,
               what + "a log that this one does not continue: restore one, or name another folder");
}

Result<> Backup::make() {
  BackupFolder const folder(config_.backup_directory);
  HUECRY_CHECK(check_folder(folder));
  fs::path const copy = config_.data_dir / k_copy;
  std::error_code ignored;
  fs::remove_all(copy, ignored);
  auto made = keep_files(copy, folder);
  fs::remove_all(copy, ignored);
  if (!made) return std::move(made).error();
  // After the copy: every key of what is in it is there, but for those that were destroyed since.
  HUECRY_TRY(std::string const secrets, read_whole(keeping_.store().secrets().file()));
  HUECRY_CHECK(folder.keep_secrets(secrets, made->at, operators_, keeping_.signer()));
  HUECRY_TRY(std::string const name, folder.conclude(*made, keeping_.signer()));
  {
    std::lock_guard const lock(mutex_);
    standing_.newest = name;
    standing_.at = made->at;
  }
  log_.write(LogLevel::info, "backup-made",
             {{"name", std::string_view(name)}, {"files", std::uint64_t{made->files.size()}}});
  // It is made, whatever becomes of older ones.
  if (auto const kept = folder.keep_newest(static_cast<std::size_t>(config_.backup_keep), keeping_.signer().key());
      !kept)
    log_.write(LogLevel::warning, "backups-not-removed", {{"reason", std::string_view(kept.error().detail)}});
  return ok();
}

Result<Manifest> Backup::keep_files(fs::path const& copy, BackupFolder const& folder) {
  Manifest manifest{clock_.now(), keeping_.journal().checkpoint(), recipients_id(operators_), {}};
  HUECRY_CHECK(keeping_.store().copy_to(copy));
  std::uint64_t fresh = 0, bytes = 0;
  for (auto const& entry : fs::directory_iterator(copy)) {
    if (is_stopping()) return Error(Errc::draining, "the hub stops");
    HUECRY_TRY(std::string const content, read_whole(entry.path()));
    BackupFile const file{entry.path().filename().string(), content.size(), crypto::sha256(content)};
    HUECRY_TRY(bool const is_new, folder.keep(content, file, operators_));
    fresh += is_new ? 1 : 0;
    bytes += content.size();
    manifest.files.push_back(file);
  }
  std::lock_guard const lock(mutex_);
  standing_.files = manifest.files.size();
  standing_.new_files = fresh;
  standing_.bytes = bytes;
  return manifest;
}

}
