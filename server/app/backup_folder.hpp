#pragma once
// The folder of a hub's backups (docs/operations.md, "Backup"):
//
//   files/SHA256.cms      a file of the store, named by what is in it, so that what has not changed is kept once
//   secrets.cms           the keys of the content, the newest alone: keys that were destroyed must not live on in a
//   copy TIME.json, TIME.note  what belongs to one backup, and its digest, signed with the log's key
//
// Everything but the last two is encrypted to the operators (certs/sealing).

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "certs/sealing/sealed_file.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/note_signer.hpp"

namespace huecry::app {

struct BackupFile {
  std::string name;  // in the store's folder
  std::uint64_t bytes = 0;
  Digest digest;
};

struct Manifest {
  UnixMillis at{};
  std::string checkpoint;  // a signed note: what the copy holds at least
  std::vector<BackupFile> files;
};

class BackupFolder {
 public:
  explicit BackupFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Seals and keeps a file, unless it is there. Whether it was new. Errors: io, key_unusable.
  Result<bool> keep(std::string const& content, Digest const& digest,
                    std::vector<certs::Certificate> const& operators) const;
  Result<> keep_secrets(std::string const& content, std::vector<certs::Certificate> const& operators) const;
  /// Makes the backup one: everything that it names is there by now. Its name. Errors: io; the signer's.
  [[nodiscard]] Result<std::string> conclude(Manifest const& manifest, log::NoteSigner const& signer) const;
  /// Removes all but the newest `count` backups, and the files that none of those has.
  Result<> keep_newest(std::size_t count, log::NoteKey const& key) const;

  /// Names, oldest first. Errors: io.
  [[nodiscard]] Result<std::vector<std::string>> backups() const;
  /// Errors: io; not_verified unless the log's key has signed it.
  [[nodiscard]] Result<Manifest> manifest(std::string const& name, log::NoteKey const& key) const;
  /// Errors: io; not_verified for a file that is not the one that was kept.
  [[nodiscard]] Result<std::string> open(BackupFile const& file, certs::Opener const& opener) const;
  [[nodiscard]] Result<std::string> open_secrets(certs::Opener const& opener) const;

 private:
  [[nodiscard]] std::filesystem::path path_of(Digest const& digest) const;
  std::filesystem::path folder_;
};

/// Whole, for files that fit in memory. Errors: io.
[[nodiscard]] Result<std::string> read_whole(std::filesystem::path const& path);

}
