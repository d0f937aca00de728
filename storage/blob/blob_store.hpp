#pragma once
// Sealed attachments as files: uploaded in parts that can go on after any failure, read in ranges, named by the SHA-256
// of their bytes. Each belongs to the member that sent it, and is kept once for it. Nothing here is of the journal:
// which messages refer to a blob, the rows of messages say.
//
//   OWNER/HEX.part     as far as it has come: what is there was synced before it was answered
//   OWNER/HEX          whole, and its digest is its name
//
// Thread-safe; calls block on the disk, and hold one part in memory at most.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"

namespace huecry::blob {

struct Name {
  CountryCode owner;
  Digest digest;
  friend auto operator<=>(Name const&, Name const&) = default;
};

struct Standing {
  std::uint64_t bytes = 0;  // that are there
  bool whole = false;
  friend bool operator==(Standing const&, Standing const&) = default;
};

/// A file as a sweep looks at it.
struct Kept {
  Name name;
  Standing standing;
  UnixMillis touched{};  // the last part, or the last message that was found to refer to it
};

class BlobStore {
 public:
  /// Makes the directory. `bytes_max`: of one owner, parts too. Errors: Errc::io.
  [[nodiscard]] static Result<std::unique_ptr<BlobStore>> open(std::filesystem::path directory,
                                                               std::uint64_t bytes_max);
  ~BlobStore();
  BlobStore(BlobStore const&) = delete;
  BlobStore& operator=(BlobStore const&) = delete;

  /// Of one that nobody has begun: nothing is there.
  [[nodiscard]] Result<Standing> standing(Name const& name) const;

  /// The next part; of one that is there already, or in part, only the rest is taken. Durable when this returns; with
  /// the last one the whole is read again, and is only whole if its digest is its name. Errors: state_conflict (begins
  /// behind where it stands; more than `total`), blob_quota, seal_mismatch (another digest: what was there is removed),
  /// busy (a part of it is being written), io.
  [[nodiscard]] Result<Standing> append(Name const& name, std::uint64_t offset, std::uint64_t total,
                                        std::string_view part);

  /// Of a whole one, at most so many bytes from there. Errors: not_found, range_invalid, io.
  [[nodiscard]] Result<std::string> read(Name const& name, std::uint64_t from, std::size_t bytes_max) const;

  /// A message refers to it: it is young again for sweep(). Errors: not_found unless it is whole and has so many bytes;
  /// busy, io.
  Result<> touch(Name const& name, std::uint64_t bytes) const;

  [[nodiscard]] Result<std::vector<Kept>> all() const;
  /// Unless it was touched since it was looked at: then something refers to it by now. Errors: busy, io.
  Result<> remove(Kept const& kept);
  /// A member's place among those who write and read at once; false: it has as many as it may have.
  [[nodiscard]] bool enter(CountryCode member);
  void leave(CountryCode member);
  [[nodiscard]] std::uint64_t used(CountryCode owner) const;

 private:
  struct Rep;
  explicit BlobStore(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}
