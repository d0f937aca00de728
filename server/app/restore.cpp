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
Result<bool> restore_secrets(ops::Config const& config, BackupFolder const& folder, certs::Opener const& opener,
                             log::NoteKey const& key) {
  fs::path const file = secrets_file(config);
  if (fs::exists(file)) return false;
  HUECRY_TRY(std::string const content, folder.open_secrets(opener, key));
  HUECRY_CHECK(write_secret(file, content));
  return true;
}

/// The newest record that has something sealed opens with these keys.
Result<> check_secrets(kv::RocksStore const& store, std::uint64_t entries) {
  for (std::uint64_t at = entries; at-- != 0;) {
    auto const record = journal::read(store, at);
    bool const tells = !record || (!record->erased && !record->document.empty());
    if (!tells) continue;
    if (record) return ok();
    return Error(Errc::config_invalid,
                 "the keys in " + store.secrets().file().string() +
                     " are not those of this backup: move that file aside, and restore again; the "
                     "backup brings its own (" +
                     record.error().detail + ")");
  }
  return ok();
}

Result<std::uint64_t> check_restored(ops::Config const& config, fs::path const& folder) {
  NullLog log;
  kv::RocksOptions options = store_options(config);
  options.directory = folder;
  HUECRY_TRY(auto const store, kv::RocksStore::open(options, log));
  HUECRY_TRY(auto const newest, journal::newest_checkpoint(*store));
  std::uint64_t const entries = newest ? newest->size : 0;
  HUECRY_CHECK(check_secrets(*store, entries));
  return entries;
}

/// One that is not put back leaves nothing readable behind.
class Aside {
 public:
  explicit Aside(fs::path folder) : folder_(std::move(folder)) { remove(); }
  ~Aside() { remove(); }
  Aside(Aside const&) = delete;
  Aside& operator=(Aside const&) = delete;
  [[nodiscard]] fs::path const& folder() const { return folder_; }

 private:
  void remove() const {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  fs::path folder_;
};

/// The mark of which nothing can be read is kept, and no leave to sign.
Result<std::unique_ptr<journal::SignedMark>> open_mark(fs::path const& file) {
  auto mark = journal::SignedMark::open(file);
  if (mark || mark.error().code != Errc::log_rewound) return mark;
  std::error_code why;
  fs::rename(file, file.string() + ".damaged", why);
  if (why) return Error(Errc::io, file.string() + ": " + why.message());
  return journal::SignedMark::open(file);
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
  Aside const aside(config.data_dir / "store.restoring");
  for (BackupFile const& file : manifest.files) {
    HUECRY_TRY(std::string const content, folder.open(manifest, file, opener));
    HUECRY_CHECK(write_durably(aside.folder() / file.name, content));
    ++restored.files;
    if (options.on_progress) options.on_progress("files", restored.files, manifest.files.size());
  }
  HUECRY_TRY(restored.secrets, restore_secrets(config, folder, opener, signer.key()));
  HUECRY_TRY(restored.entries, check_restored(config, aside.folder()));
  std::error_code why;
  fs::remove(store, why);  // it may be there, empty
  fs::rename(aside.folder(), store, why);
  if (why) return Error(Errc::io, store.string() + ": " + why.message());
  HUECRY_CHECK(sync_all(config.data_dir));
  return restored;
}

Result<Gap> accept_gap(ops::Config const& config, std::uint64_t signed_size) {
  NullLog log;
  if (!fs::exists(config.data_dir / "store"))
    return Error(Errc::config_invalid, "there is no store in " + config.data_dir.string());
  HUECRY_TRY(auto const store, kv::RocksStore::open(store_options(config), log));
  HUECRY_TRY(auto const newest, journal::newest_checkpoint(*store));
  if (!newest)
    return Error(Errc::config_invalid, "the store is new: for a new log move " + signed_file(config).string() +
                                           " and the secrets beside it aside");
  fs::path const file = signed_file(config);
  HUECRY_TRY(auto const mark, open_mark(file));
  Result<> const goes_on = check_mark(*store, newest->size, *mark, config.log_origin);
  if (goes_on) return Error(Errc::config_invalid, "the store goes on from what was signed: there is nothing to accept");
  if (goes_on.error().code != Errc::log_rewound) return goes_on.error();
  auto const& last = mark->signed_last();
  Gap const gap{newest->size, last ? last->size : 0};
  if (gap.signed_size != signed_size)
    return Error(Errc::config_invalid, goes_on.error().detail + "; repeat that number with --signed");
  if (last)
    HUECRY_CHECK(write_durably(
        file.string() + ".gap-" + std::to_string(gap.store) + "-" + std::to_string(gap.signed_size), last->checkpoint));
  HUECRY_CHECK(mark->replace(newest->checkpoint));
  return gap;
}

}
