#include "server/app/backup.hpp"

#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::app {
namespace {

namespace fs = std::filesystem;

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
  if (config_.backup_directory.empty()) return ok();
  HUECRY_TRY(std::string const pem, read_whole(config_.backup_recipients));
  HUECRY_TRY(operators_, certs::Certificate::chain_from_pem(pem));
  HUECRY_CHECK(certs::seal_file("can be opened", operators_));  // better now than in the night
  thread_ = std::thread([this] { run(); });
  return ok();
}

void Backup::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  done_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<> Backup::ask() {
  if (config_.backup_directory.empty())
    return Error(Errc::config_invalid, "backup.directory is empty: this hub makes no backups");
  {
    std::lock_guard const lock(mutex_);
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

BackupStanding Backup::standing_when_done(std::chrono::milliseconds at_most) const {
  {
    std::unique_lock lock(mutex_);
    done_.wait_for(lock, at_most, [this] { return stopping_ || (!standing_.running && !asked_); });
  }
  return standing();
}

/// False: it is time to end.
bool Backup::wait() {
  std::unique_lock lock(mutex_);
  auto const due = [this] { return stopping_ || asked_; };
  if (config_.backup_every_h == 0)
    wake_.wait(lock, due);
  else
    wake_.wait_for(lock, std::chrono::hours(config_.backup_every_h), due);
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
    std::lock_guard const lock(mutex_);
    done_.notify_all();
    standing_.running = false;
    standing_.failure = made ? "" : made.error().detail;
    ++(made ? standing_.made : standing_.failed);
    if (!made) log_.write(LogLevel::error, "backup-failed", {{"reason", std::string_view(standing_.failure)}});
  }
}

Result<> Backup::make() {
  fs::path const copy = config_.data_dir / "backup.copy";
  std::error_code ignored;
  fs::remove_all(copy, ignored);  // of one that was cut off
  BackupFolder const folder(config_.backup_directory);
  auto made = keep_files(copy, folder);
  fs::remove_all(copy, ignored);
  if (!made) return std::move(made).error();
  // After the copy: it has the keys of all that is in it, and of what was erased since, no more.
  HUECRY_TRY(std::string const secrets, read_whole(keeping_.store().secrets().file()));
  HUECRY_CHECK(folder.keep_secrets(secrets, operators_));
  HUECRY_TRY(std::string const name, folder.conclude(*made, signer_));
  HUECRY_CHECK(folder.keep_newest(static_cast<std::size_t>(config_.backup_keep), signer_.key()));
  std::lock_guard const lock(mutex_);
  standing_.newest = name;
  standing_.at = made->at;
  log_.write(LogLevel::info, "backup-made",
             {{"name", std::string_view(name)}, {"files", standing_.files}, {"new", standing_.new_files}});
  return ok();
}

Result<Manifest> Backup::keep_files(fs::path const& copy, BackupFolder const& folder) {
  Manifest manifest{clock_.now(), keeping_.journal().checkpoint(), {}};
  HUECRY_CHECK(keeping_.store().copy_to(copy));
  std::uint64_t fresh = 0, bytes = 0;
  for (auto const& entry : fs::directory_iterator(copy)) {
    HUECRY_TRY(std::string const content, read_whole(entry.path()));
    Digest const digest = crypto::sha256(content);
    HUECRY_TRY(bool const is_new, folder.keep(content, digest, operators_));
    fresh += is_new ? 1 : 0;
    bytes += content.size();
    manifest.files.push_back({entry.path().filename().string(), content.size(), digest});
  }
  std::lock_guard const lock(mutex_);
  standing_.files = manifest.files.size();
  standing_.new_files = fresh;
  standing_.bytes = bytes;
  return manifest;
}

}
