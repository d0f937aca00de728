#include "server/app/keeping.hpp"

#include "certs/keys/open_signer.hpp"

namespace huecry::app {

std::filesystem::path secrets_file(ops::Config const& config) {
  return config.secrets_file.empty() ? config.data_dir / "store.secrets" : config.secrets_file;
}

kv::RocksOptions store_options(ops::Config const& config) {
  kv::RocksOptions options;
  options.directory = config.data_dir / "store";
  options.secrets_file = secrets_file(config);
  options.block_cache_bytes = static_cast<std::size_t>(config.block_cache_mib) << 20;
  options.disk_free_bytes_min = static_cast<std::uint64_t>(config.disk_floor_mib) << 20;
  return options;
}

std::filesystem::path signed_file(ops::Config const& config) {
  return secrets_file(config).replace_extension(".signed");
}

Result<log::NoteSigner> log_signer(ops::Config const& config) {
  HUECRY_TRY(auto key, certs::open_signer(config.log_key));
  return log::NoteSigner::make(config.log_origin, std::move(key));
}

namespace {

journal::Options journal_options(ops::Config const& config) {
  journal::Options options;
  options.signed_file = signed_file(config);
  options.queue_entries_max = static_cast<std::size_t>(config.commit_queue_max);
  return options;
}

}

Result<std::unique_ptr<Keeping>> Keeping::open(ops::Config const& config, Clock& clock, Random& random, Log& log) {
  HUECRY_TRY(log::NoteSigner signer, log_signer(config));
  std::error_code made;
  std::filesystem::create_directories(config.data_dir, made);
  if (made) return Error(Errc::io, "cannot make " + config.data_dir.string() + ": " + made.message());
  HUECRY_TRY(auto store, kv::RocksStore::open(store_options(config), log));
  std::unique_ptr<Keeping> keeping(new Keeping(std::move(store), std::move(signer)));
  std::filesystem::path const attachments =
      config.attachments_directory.empty() ? config.data_dir / "attachments" : config.attachments_directory;
  HUECRY_TRY(keeping->blobs_,
             blob::BlobStore::open(attachments, static_cast<std::uint64_t>(config.attachments_gib_max) << 30));
  HUECRY_TRY(keeping->journal_,
             journal::Journal::open(journal_options(config), *keeping->store_, clock, random, log, keeping->signer_,
                                    keeping->views_.all(), &keeping->views_.closer()));
  return keeping;
}

}
