#include "storage/blob/blob_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"

namespace huecry::blob {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_buffer_bytes = std::size_t{256} << 10;
constexpr std::uint64_t k_file_weighs_min = 4096;
constexpr unsigned k_at_once_max = 4;  // of one member: the others' must not wait for it

Error failed(fs::path const& path) {
  return Error(Errc::io, path.string() + ": " + std::generic_category().message(errno));
}

/// Closes on the way out.
class File {
 public:
  File(fs::path const& path, int flags) : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(File const&) = delete;
  File& operator=(File const&) = delete;

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] fs::path const& path() const { return path_; }

  Result<> write_at(std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t const put = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return failed(path_);
      bytes.remove_prefix(static_cast<std::size_t>(put));
      offset += static_cast<std::uint64_t>(put);
    }
    return ok();
  }
  /// As many as there are, at most bytes.size().
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
      ssize_t const got = ::pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failed(path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }
  Result<> sync() { return ::fsync(fd_) == 0 ? ok() : Result<>(failed(path_)); }
  Result<> cut(std::uint64_t bytes) {
    return ::ftruncate(fd_, static_cast<off_t>(bytes)) == 0 ? ok() : Result<>(failed(path_));
  }

 private:
  fs::path path_;
  int fd_;
};

Result<> sync_folder(fs::path const& folder) {
  File file(folder, O_RDONLY | O_DIRECTORY);
  return file.is_open() ? file.sync() : Result<>(failed(folder));
}

Result<Digest> digest_of(fs::path const& path) {
  File file(path, O_RDONLY);
  if (!file.is_open()) return failed(path);
  crypto::Sha256 hash;
  std::string buffer(k_buffer_bytes, '\0');
  for (std::uint64_t at = 0;;) {
    HUECRY_TRY(std::size_t const got, file.read_at(at, buffer));
    if (got == 0) return hash.finish();
    hash.update(std::string_view(buffer).substr(0, got));
    at += got;
  }
}

/// nullopt: there is no such file.
std::optional<std::uint64_t> size_of(fs::path const& path) {
  std::error_code none;
  auto const bytes = fs::file_size(path, none);
  return none ? std::nullopt : std::optional<std::uint64_t>(bytes);
}

UnixMillis touched_at(fs::path const& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return UnixMillis(
      std::chrono::milliseconds(std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000));
}

std::uint64_t weight(std::uint64_t bytes) { return std::max(bytes, k_file_weighs_min); }

}

struct BlobStore::Rep {
  fs::path directory;
  std::uint64_t bytes_max;
  mutable std::mutex mutex;  // guards the three below
  std::array<std::uint64_t, CountrySet::k_slots> used{};
  std::array<unsigned, CountrySet::k_slots> at_once{};
  std::set<Name> busy;  // a part of it is being written, or it is being removed

  [[nodiscard]] fs::path folder(CountryCode owner) const { return directory / owner.text(); }
  [[nodiscard]] fs::path whole(Name const& name) const { return folder(name.owner) / hex_encode(name.digest.view()); }
  [[nodiscard]] fs::path part(Name const& name) const { return whole(name).concat(".part"); }

  [[nodiscard]] Standing standing(Name const& name) const {
    if (auto const bytes = size_of(whole(name))) return {*bytes, true};
    return {size_of(part(name)).value_or(0), false};
  }
  /// A file weighs as much as the disk gives it at least: many small ones must cost their owner, too.
  void add(CountryCode owner, std::uint64_t before, std::uint64_t after) {
    std::lock_guard const lock(mutex);
    used[owner.slot()] += weight(after) - (before == 0 ? 0 : weight(before));
  }
  void forget(CountryCode owner, std::uint64_t bytes) {
    std::lock_guard const lock(mutex);
    used[owner.slot()] -= weight(bytes);
  }
  Result<> check_quota(CountryCode owner, std::uint64_t more) const {
    std::lock_guard const lock(mutex);
    if (used[owner.slot()] + more <= bytes_max) return ok();
    return Error(Errc::blob_quota, std::to_string(used[owner.slot()]) + " bytes are kept for you of " +
                                       std::to_string(bytes_max) + ", and " + std::to_string(more) +
                                       " more are asked for");
  }
  Result<Standing> finish(Name const& name, std::uint64_t bytes);
  Result<Standing> write(Name const& name, std::uint64_t offset, std::uint64_t total, std::string_view bytes);
};

namespace {

/// One at a time for each blob: two that send the same need not wait for each other's disk.
class Claim {
 public:
  Claim(std::mutex& mutex, std::set<Name>& busy, Name const& name) : mutex_(mutex), busy_(busy), name_(name) {
    std::lock_guard const lock(mutex_);
    held_ = busy_.insert(name).second;
  }
  ~Claim() {
    if (!held_) return;
    std::lock_guard const lock(mutex_);
    busy_.erase(name_);
  }
  Claim(Claim const&) = delete;
  Claim& operator=(Claim const&) = delete;
  [[nodiscard]] bool held() const { return held_; }

 private:
  std::mutex& mutex_;
  std::set<Name>& busy_;
  Name name_;
  bool held_ = false;
};

Error taken() { return Error(Errc::busy, "a part of it is being written"); }

}

Result<Standing> BlobStore::Rep::finish(Name const& name, std::uint64_t bytes) {
  HUECRY_TRY(Digest const digest, digest_of(part(name)));
  std::error_code why;
  if (digest != name.digest) {
    fs::remove(part(name), why);
    forget(name.owner, bytes);
    return Error(Errc::seal_mismatch,
                 "the SHA-256 of what was uploaded is " + to_base64url(digest) + ": it was removed, begin again");
  }
  fs::rename(part(name), whole(name), why);
  if (why) return Error(Errc::io, part(name).string() + ": " + why.message());
  HUECRY_CHECK(sync_folder(folder(name.owner)));
  return Standing{bytes, true};
}

Result<Standing> BlobStore::Rep::write(Name const& name, std::uint64_t offset, std::uint64_t total,
                                       std::string_view bytes) {
  std::error_code why;
  fs::create_directories(folder(name.owner), why);
  if (why) return Error(Errc::io, folder(name.owner).string() + ": " + why.message());
  File file(part(name), O_RDWR | O_CREAT);
  if (!file.is_open()) return failed(part(name));
  auto written = file.write_at(offset, bytes);
  if (written) written = file.sync();
  if (!written) {
    // A full disk may have taken some of it; what was not answered must not count.
    auto const cut = file.cut(offset);
    return cut ? std::move(written).error() : cut.error();
  }
  add(name.owner, offset, offset + bytes.size());
  if (offset == 0) HUECRY_CHECK(sync_folder(folder(name.owner)));
  std::uint64_t const end = offset + bytes.size();
  return end == total ? finish(name, end) : Result<Standing>(Standing{end, false});
}

BlobStore::BlobStore(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
BlobStore::~BlobStore() = default;

Result<std::unique_ptr<BlobStore>> BlobStore::open(fs::path directory, std::uint64_t bytes_max) {
  auto rep = std::make_unique<Rep>();
  rep->directory = std::move(directory);
  rep->bytes_max = bytes_max;
  std::error_code why;
  fs::create_directories(rep->directory, why);
  if (why) return Error(Errc::io, rep->directory.string() + ": " + why.message());
  std::unique_ptr<BlobStore> store(new BlobStore(std::move(rep)));
  HUECRY_TRY(auto const kept, store->all());
  for (Kept const& each : kept) store->rep_->used[each.name.owner.slot()] += weight(each.standing.bytes);
  return store;
}

Result<Standing> BlobStore::standing(Name const& name) const { return rep_->standing(name); }

Result<Standing> BlobStore::append(Name const& name, std::uint64_t offset, std::uint64_t total, std::string_view part) {
  Claim const claim(rep_->mutex, rep_->busy, name);
  if (!claim.held()) return taken();
  Standing const now = rep_->standing(name);
  if (now.whole) return now;
  if (offset > now.bytes)
    return Error(Errc::state_conflict, std::to_string(now.bytes) + " bytes are there: go on from there");
  if (part.size() > total - std::min(total, offset))
    return Error(Errc::state_conflict, "more than the " + std::to_string(total) + " bytes that it has in all");
  // Sent once more after a lost answer, or after a stop in the middle of its first writing: what is there of it stays.
  // Should it be something else, the digest finds that in the end.
  part.remove_prefix(std::min<std::size_t>(part.size(), now.bytes - offset));
  if (part.empty()) return now.bytes == total ? rep_->finish(name, total) : Result<Standing>(now);
  HUECRY_CHECK(rep_->check_quota(name.owner, std::max(total - now.bytes, k_file_weighs_min)));
  return rep_->write(name, now.bytes, total, part);
}

Result<std::string> BlobStore::read(Name const& name, std::uint64_t from, std::size_t bytes_max) const {
  auto const size = size_of(rep_->whole(name));
  if (!size) return Error(Errc::not_found);
  if (from >= *size) return Error(Errc::range_invalid, "it has " + std::to_string(*size) + " bytes");
  File file(rep_->whole(name), O_RDONLY);
  if (!file.is_open()) return failed(rep_->whole(name));
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(bytes_max, *size - from)), '\0');
  HUECRY_TRY(std::size_t const got, file.read_at(from, bytes));
  if (got != bytes.size()) return Error(Errc::io, rep_->whole(name).string() + ": became shorter");
  return bytes;
}

Result<> BlobStore::touch(Name const& name, std::uint64_t bytes) const {
  Claim const claim(rep_->mutex, rep_->busy, name);
  if (!claim.held()) return taken();
  if (size_of(rep_->whole(name)) != std::optional(bytes)) return Error(Errc::not_found);
  return ::utimensat(AT_FDCWD, rep_->whole(name).c_str(), nullptr, 0) == 0 ? ok() : Result<>(failed(rep_->whole(name)));
}

Result<std::vector<Kept>> BlobStore::all() const {
  std::vector<Kept> kept;
  std::error_code why;
  for (auto const& folder : fs::directory_iterator(rep_->directory, why)) {
    auto const owner = CountryCode::parse(folder.path().filename().string());
    if (!owner) continue;
    for (auto const& file : fs::directory_iterator(folder.path(), why)) {
      auto const bytes = hex_decode(file.path().stem().string());
      auto const size = size_of(file.path());
      if (!bytes || bytes->size() != sizeof(Digest) || !size) continue;
      Kept each{{*owner, {}}, {*size, !file.path().has_extension()}, touched_at(file.path())};
      std::ranges::copy(*bytes, each.name.digest.bytes.begin());
      kept.push_back(each);
    }
  }
  if (why) return Error(Errc::io, rep_->directory.string() + ": " + why.message());
  return kept;
}

Result<> BlobStore::remove(Kept const& kept) {
  Claim const claim(rep_->mutex, rep_->busy, kept.name);
  if (!claim.held()) return taken();
  fs::path const path = kept.standing.whole ? rep_->whole(kept.name) : rep_->part(kept.name);
  auto const bytes = size_of(path);
  if (!bytes || touched_at(path) != kept.touched) return ok();
  std::error_code why;
  if (fs::remove(path, why); why) return Error(Errc::io, path.string() + ": " + why.message());
  rep_->forget(kept.name.owner, *bytes);
  return ok();
}

bool BlobStore::enter(CountryCode member) {
  std::lock_guard const lock(rep_->mutex);
  if (rep_->at_once[member.slot()] >= k_at_once_max) return false;
  ++rep_->at_once[member.slot()];
  return true;
}

void BlobStore::leave(CountryCode member) {
  std::lock_guard const lock(rep_->mutex);
  --rep_->at_once[member.slot()];
}

std::uint64_t BlobStore::used(CountryCode owner) const {
  std::lock_guard const lock(rep_->mutex);
  return rep_->used[owner.slot()];
}

}
