#include "server/app/restore.hpp"

#include "protocol/base/durable_file.hpp"
#include "server/app/backup_folder.hpp"
#include "server/app/keeping.hpp"
#include "storage/journal/reading.hpp"
#include "storage/journal/signed_mark.hpp"

namespace huecry::app {
namespace {

namespace fs = std::filesystem;

Result<> check_empty(fs::path const& store) {
  std::error_code unknown;
  if (!fs::exists(store, unknown) || fs::is_empty(store, unknown)) return ok();
  return Error(Errc::config_invalid, "there is a store in " + store.string() + ": move it aside first, and keep it");
}

Result<std::string> chosen(BackupFolder const& folder, RestoreOptions const& options) {
  if (!options.name.empty()) return options.name;
  HUECRY_TRY(auto const names, folder.backups());
  if (names.empty()) return Error(Errc::config_invalid, "there is no backup in " + options.from.string());
  return names.back();
}

Result<certs::Opener> opener_of(RestoreOptions const& options) {
  HUECRY_TRY(std::string const certificate, read_whole(options.certificate));
  HUECRY_TRY(std::string const key, read_whole(options.key));
  return certs::Opener::of(certificate, key);
}

/// The keys that are there were destroyed where they had to be; those of the backup may not have been.
Result<bool> restore_secrets(ops::Config const& config, BackupFolder const& folder, certs::Opener const& opener) {
  fs::path const file = config.secrets_file.empty() ? config.data_dir / "store.secrets" : config.secrets_file;
  if (fs::exists(file)) return false;
  HUECRY_TRY(std::string const content, folder.open_secrets(opener));
  HUECRY_CHECK(write_secret(file, content));
  return true;
}

Result<std::uint64_t> entries_of(ops::Config const& config) {
  NullLog log;
  HUECRY_TRY(auto const store, kv::RocksStore::open(store_options(config), log));
  HUECRY_TRY(auto const newest, journal::newest_checkpoint(*store));
  return newest ? newest->size : 0;
}

}

Result<Restored> restore(ops::Config const& config, RestoreOptions const& options) {
  fs::path const store = config.data_dir / "store";
  HUECRY_CHECK(check_empty(store));
  HUECRY_TRY(log::NoteSigner const signer, log_signer(config));
  HUECRY_TRY(certs::Opener const opener, opener_of(options));
  BackupFolder const folder(options.from);
  Restored restored;
  HUECRY_TRY(restored.name, chosen(folder, options));
  HUECRY_TRY(Manifest const manifest, folder.manifest(restored.name, signer.key()));
  fs::path const aside = config.data_dir / "store.restoring";
  std::error_code why;
  fs::remove_all(aside, why);
  fs::create_directories(aside, why);
  for (BackupFile const& file : manifest.files) {
    HUECRY_TRY(std::string const content, folder.open(file, opener));
    HUECRY_CHECK(write_durably(aside / file.name, content));
    ++restored.files;
    if (options.on_progress) options.on_progress("files", restored.files, manifest.files.size());
  }
  HUECRY_TRY(restored.secrets, restore_secrets(config, folder, opener));
  fs::remove(store, why);
  fs::rename(aside, store, why);
  if (why) return Error(Errc::io, store.string() + ": " + why.message());
  HUECRY_TRY(restored.entries, entries_of(config));
  return restored;
}

Result<Gap> accept_gap(ops::Config const& config, std::uint64_t signed_size) {
  NullLog log;
  if (!fs::exists(config.data_dir / "store"))
    return Error(Errc::config_invalid, "there is no store in " + config.data_dir.string());
  HUECRY_TRY(auto const store, kv::RocksStore::open(store_options(config), log));
  HUECRY_TRY(auto const newest, journal::newest_checkpoint(*store));
  if (!newest) return Error(Errc::config_invalid, "the store has no checkpoint: there is nothing to go on from");
  fs::path const file = signed_file(config);
  HUECRY_TRY(auto const mark, journal::SignedMark::open(file));
  Result<> const goes_on = check_mark(*store, newest->size, *mark);
  if (goes_on) return Error(Errc::config_invalid, "the store goes on from what was signed: there is nothing to accept");
  if (goes_on.error().code != Errc::log_rewound) return goes_on.error();
  auto const& last = mark->signed_last();
  Gap const gap{newest->size, last ? last->size : 0};
  if (gap.signed_ != signed_size)
    return Error(Errc::config_invalid, goes_on.error().detail + "; repeat that number with --signed");
  if (last)
    HUECRY_CHECK(write_durably(file.string() + ".gap-" + std::to_string(gap.store) + "-" + std::to_string(gap.signed_),
                               last->checkpoint));
  HUECRY_CHECK(mark->replace(newest->checkpoint));
  return gap;
}

}
