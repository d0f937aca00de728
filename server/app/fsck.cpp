#include "server/app/fsck.hpp"

#include <fstream>

#include "certs/keys/open_signer.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/log/note_signer.hpp"
#include "server/app/keeping.hpp"
#include "storage/journal/inspect.hpp"
#include "storage/journal/rebuild.hpp"

namespace huecry::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_differences_max = 100'000;  // of one family: more is not looked at one by one

class Fsck {
 public:
  Fsck(ops::Config const& config, FsckOptions const& options, Log& log)
      : options_(options), log_(log), store_options_(store_options(config)), scratch_(config.data_dir / "fsck") {}

  Result<FsckResult> run(log::NoteKey const& key) {
    HUECRY_TRY(store_, kv::RocksStore::open(store_options_, log_));
    HUECRY_CHECK(inspect(key));
    if (!options_.views) return result_;
    if (result_.damaged != 0) {
      options_.on_finding("the views are not compared: they cannot be made from a journal that is damaged");
      return result_;
    }
    auto const compared = compare_views();
    std::error_code ignored;
    fs::remove_all(scratch_, ignored);
    if (!compared) return compared.error();
    result_.views_compared = true;
    return result_;
  }

 private:
  Result<> inspect(log::NoteKey const& key) {
    journal::Inspector inspector;
    inspector.key = &key;
    Result<> kept = ok();
    inspector.on_damage = [&](journal::Damage const& damage) {
      ++result_.damaged;
      options_.on_finding(name_of(damage) + ": " + damage.what);
      if (kept) kept = keep(*store_, damage.family, damage.key);
    };
    inspector.on_progress = [&](auto done, auto all) { options_.on_progress("entries", done, all); };
    HUECRY_TRY(result_.entries, journal::inspect(*store_, inspector));
    return kept;
  }

  Result<> compare_views() {
    kv::RocksOptions options = store_options_;
    options.directory = scratch_;
    std::error_code ignored;
    fs::remove_all(scratch_, ignored);
    HUECRY_TRY(auto const scratch, kv::RocksStore::open(options, log_));
    options_.on_progress("views made again", 0, 1);
    HUECRY_CHECK(journal::rebuild(*store_, views_.all(), *scratch));
    options_.on_progress("views made again", 1, 1);
    auto const families = journal::rebuilt_families(views_.all());
    HUECRY_TRY(auto const found, journal::differences(*store_, *scratch, families, k_differences_max));
    for (journal::Difference const& difference : found) HUECRY_CHECK(take(difference, *scratch));
    return ok();
  }

  Result<> take(journal::Difference const& difference, kv::Store const& scratch) {
    ++result_.differing;
    std::string const name = std::string(to_text(difference.family)) + ' ' + hex_encode(as_bytes(difference.key));
    options_.on_finding(name + ": " + sentence_of(difference.what));
    HUECRY_CHECK(keep(*store_, difference.family, difference.key));
    if (!options_.mend) return ok();
    HUECRY_TRY(auto const right, scratch.get(difference.family, difference.key));
    auto const transaction = store_->begin();
    if (right)
      transaction->put(difference.family, difference.key, *right);
    else
      transaction->erase(difference.family, difference.key);
    return store_->commit(*transaction, kv::Sync::yes);
  }

  static std::string sentence_of(std::string const& what) {
    if (what == "only in the first") return "the journal knows nothing of it";
    if (what == "only in the second") return "it is not there, though the journal says so";
    return "it is another than the journal says";
  }

  /// The bytes as they are: somebody may make sense of them.
  Result<> keep(kv::Reader const& state, kv::Family family, std::string const& key) const {
    if (options_.quarantine.empty()) return ok();
    auto const value = state.get(family, key);
    if (!value || !*value) return ok();  // nothing to keep
    std::error_code why;
    fs::create_directories(options_.quarantine, why);
    fs::path const file = options_.quarantine / (std::string(to_text(family)) + '-' + hex_encode(as_bytes(key)));
    std::ofstream out(file, std::ios::binary);
    out << **value;
    out.close();
    return out && !why ? ok() : Result<>(Error(Errc::io, file.string() + ": cannot be written"));
  }

  FsckOptions const& options_;
  Log& log_;
  kv::RocksOptions const store_options_;
  fs::path const scratch_;
  Views views_;
  std::unique_ptr<kv::RocksStore> store_;
  FsckResult result_;
};

}

Result<FsckResult> fsck(ops::Config const& config, FsckOptions const& options, Log& log) {
  HUECRY_TRY(log::NoteSigner const signer, log_signer(config));
  if (!fs::exists(config.data_dir / "store"))
    return Error(Errc::config_invalid, "there is no store in " + config.data_dir.string());
  return Fsck(config, options, log).run(signer.key());
}

}
