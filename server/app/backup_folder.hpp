#pragma once
// The folder of a hub's backups (docs/operations.md, "Backup").
//
// files/SHA256.ID.cms: a file of the store, named by what is in it and for whom, so that what has not changed is kept
// once. secrets/TIME/N.cms and secrets/TIME/note: the keys of the content in pieces, and their digest, signed with the
// log's key; the newest alone, because keys that were destroyed must not live on in a copy. TIME.json and TIME.note:
// what belongs to one backup, and the digest of that, signed likewise.
//
// Files and secrets are encrypted to the operators (certs/sealing). One thread, and one hub for each folder.

#include <filesystem>
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
  std::string recipients;  // recipients_id of those who can open it
  std::vector<BackupFile> files;
};

/// 16 hexadecimal digits that name a set of recipients: other operators cannot open what was sealed before them.
[[nodiscard]] std::string recipients_id(std::vector<certs::Certificate> const& operators);

class BackupFolder {
 public:
  explicit BackupFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Seals and keeps a file, unless it is there. Whether it was new. Errors: io, key_unusable.
  Result<bool> keep(std::string const& content, BackupFile const& file,
                    std::vector<certs::Certificate> const& operators) const;
  /// In the place of those before. Errors: the same, and the signer's.
  Result<> keep_secrets(std::string const& content, UnixMillis at, std::vector<certs::Certificate> const& operators,
                        log::NoteSigner const& signer) const;
  /// Makes the backup one: everything that it names is there by now. Its name. Errors: io; the signer's.
  [[nodiscard]] Result<std::string> conclude(Manifest const& manifest, log::NoteSigner const& signer) const;
  /// Removes all but the newest `count` backups, and the files that none of those has.
  Result<> keep_newest(std::size_t count, log::NoteKey const& key) const;

  /// Names, oldest first. Errors: io.
  [[nodiscard]] Result<std::vector<std::string>> backups() const;
  /// Errors: io; not_verified unless the log's key has signed it, under this name.
  [[nodiscard]] Result<Manifest> manifest(std::string const& name, log::NoteKey const& key) const;
  /// Errors: io; not_verified for a file that is not the one that was kept.
  [[nodiscard]] Result<std::string> open(Manifest const& manifest, BackupFile const& file,
                                         certs::Opener const& opener) const;
  [[nodiscard]] Result<std::string> open_secrets(certs::Opener const& opener, log::NoteKey const& key) const;

 private:
  [[nodiscard]] std::filesystem::path path_of(BackupFile const& file, std::string const& recipients) const;
  std::filesystem::path folder_;
};

}
