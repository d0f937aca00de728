#include "storage/kv/secrets.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <string>
#include <system_error>

#include "protocol/base/bytes.hpp"
#include "protocol/crypto/random.hpp"

namespace huecry::kv {
namespace {

constexpr std::string_view k_head = "huecry secrets 1\n---------------";  // as long as a key
constexpr std::size_t k_key_bytes = sizeof(crypto::SealKey::bytes);
static_assert(k_head.size() == k_key_bytes);
constexpr std::uint64_t k_keys_at_once = 4096;
constexpr int k_owner_only = 0600;
constexpr mode_t k_others = 0077;

std::string reason() { return std::generic_category().message(errno); }

off_t place_of(std::uint64_t number) { return static_cast<off_t>((number + 1) * k_key_bytes); }

/// All of it, whatever a signal interrupts.
bool write_at(int file, std::string_view bytes, off_t at) {
  while (!bytes.empty()) {
    ssize_t const written = ::pwrite(file, bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += written;
  }
  return true;
}

/// As many bytes as there are, at most `size`.
std::optional<std::string> read_at(int file, std::size_t size, off_t at) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    ssize_t const got = ::pread(file, bytes.data() + have, size - have, at + static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

bool is_nothing(std::string_view key) {
  return std::ranges::all_of(key, [](char byte) { return byte == 0; });
}

bool sync_folder(std::filesystem::path const& file) {
  std::filesystem::path const folder = file.has_parent_path() ? file.parent_path() : ".";
  int const handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return false;
  bool const synced = ::fsync(handle) == 0;
  ::close(handle);
  return synced;
}

}

struct Secrets::Rep {
  std::filesystem::path path;
  int file = -1;
  std::mutex mutex;                  // of one writer at a time
  std::uint64_t prepared_until = 0;  // guarded
  std::uint64_t prepared_from = 0;   // guarded: what lies between the two needs no look

  [[nodiscard]] Error failed(std::string_view what, Errc code) const {
    return Error(code, std::string(what) + " " + path.string() + ": " + reason());
  }
  [[nodiscard]] Result<struct stat> stat_of() const;
  Result<> fill(std::uint64_t from, std::uint64_t until) const;
};

Result<struct stat> Secrets::Rep::stat_of() const {
  struct stat found{};
  if (::fstat(file, &found) != 0) return failed("look at", Errc::io);
  return found;
}

/// Of keys that nobody has used yet, those that a power cut left without their bytes get new ones.
Result<> Secrets::Rep::fill(std::uint64_t from, std::uint64_t until) const {
  HUECRY_TRY(struct stat const now, stat_of());
  if (now.st_size < place_of(from))
    return Error(Errc::config_invalid, path.string() + " ends before its store does: it is an older copy, or that of " +
                                           "another store; put the newest in its place");
  auto keys = read_at(file, (until - from) * k_key_bytes, place_of(from));
  if (!keys) return failed("read", Errc::storage_unavailable);
  keys->resize((until - from) * k_key_bytes, '\0');
  crypto::SystemRandom random;
  crypto::SealKey fresh;
  for (std::size_t at = 0; at < keys->size(); at += k_key_bytes) {
    if (!is_nothing(std::string_view(*keys).substr(at, k_key_bytes))) continue;
    random.fill(fresh.bytes);
    keys->replace(at, k_key_bytes, as_text(fresh.bytes));
  }
  bool const written = write_at(file, *keys, place_of(from)) && ::fdatasync(file) == 0;
  crypto::forget(*keys);
  return written ? ok() : Result<>(failed("write", Errc::storage_unavailable));
}

Secrets::Secrets(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Secrets::~Secrets() { ::close(rep_->file); }

Result<std::unique_ptr<Secrets>> Secrets::open(std::filesystem::path const& file, bool make) {
  auto rep = std::make_unique<Rep>();
  rep->path = file;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX
  rep->file = ::open(file.c_str(), O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), k_owner_only);
  if (rep->file < 0) return rep->failed("open", errno == ENOENT ? Errc::not_found : Errc::io);
  std::unique_ptr<Secrets> secrets(new Secrets(std::move(rep)));
  Rep& opened = *secrets->rep_;
  HUECRY_TRY(struct stat const now, opened.stat_of());
  if ((now.st_mode & k_others) != 0)
    return Error(Errc::config_invalid, file.string() + ": group or others have rights on it; use mode 0600");
  auto const head = read_at(opened.file, k_head.size(), 0);
  if (!head) return opened.failed("read", Errc::io);
  if (*head == k_head) return secrets;
  // A start that was cut off may have left a part of it, and no key.
  if (!make || !k_head.starts_with(*head))
    return Error(Errc::config_invalid, file.string() + " holds no secrets of a store, or those of a newer program");
  if (!write_at(opened.file, k_head, 0) || ::fsync(opened.file) != 0 || !sync_folder(file))
    return opened.failed("write", Errc::io);
  return secrets;
}

std::filesystem::path const& Secrets::file() const { return rep_->path; }

Result<std::optional<crypto::SealKey>> Secrets::get(std::uint64_t number) const {
  crypto::SealKey key;
  ssize_t const got = ::pread(rep_->file, key.bytes.data(), k_key_bytes, place_of(number));
  if (got < 0) return rep_->failed("read", Errc::io);
  if (got != static_cast<ssize_t>(k_key_bytes))
    return Error(Errc::corrupt, rep_->path.string() + " has no key " + std::to_string(number) +
                                    ": it belongs to another store, or is older than this one");
  if (is_nothing(as_text(key.bytes))) return std::optional<crypto::SealKey>();
  return std::optional(key);
}

Result<> Secrets::prepare(std::uint64_t from, std::uint64_t until) {
  std::lock_guard const lock(rep_->mutex);
  bool const known = from >= rep_->prepared_from && from <= rep_->prepared_until;
  if (known && until <= rep_->prepared_until) return ok();
  std::uint64_t const begin = known ? rep_->prepared_until : from;
  std::uint64_t const end = std::max(until, begin + k_keys_at_once);
  HUECRY_CHECK(rep_->fill(begin, end));
  if (!known) rep_->prepared_from = from;
  rep_->prepared_until = end;
  return ok();
}

Result<> Secrets::destroy(std::vector<std::uint64_t> const& numbers) {
  std::lock_guard const lock(rep_->mutex);
  std::string const nothing(k_key_bytes, '\0');
  for (std::uint64_t const number : numbers)
    if (!write_at(rep_->file, nothing, place_of(number))) return rep_->failed("write", Errc::storage_unavailable);
  if (::fdatasync(rep_->file) != 0) return rep_->failed("sync", Errc::storage_unavailable);
  return ok();
}

}
