#include "protocol/base/durable_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace huecry {
namespace {

namespace fs = std::filesystem;

Error failed(fs::path const& path, char const* what) {
  return Error(Errc::io, path.string() + ": " + what + ": " + std::generic_category().message(errno));
}

class File {
 public:
  File(fs::path const& path, int flags, mode_t mode = 0644) : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(File const&) = delete;
  File& operator=(File const&) = delete;

  [[nodiscard]] bool open() const { return fd_ >= 0; }
  [[nodiscard]] bool write(std::string_view content) const {
    while (!content.empty()) {
      ssize_t const written = ::write(fd_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  [[nodiscard]] ssize_t read(char* to, std::size_t at_most) const {
    for (;;) {
      ssize_t const got = ::read(fd_, to, at_most);
      if (got >= 0 || errno != EINTR) return got;
    }
  }
  [[nodiscard]] bool sync() const { return ::fsync(fd_) == 0; }
  [[nodiscard]] bool sync_file_system() const { return ::syncfs(fd_) == 0; }

 private:
  int fd_;
};

fs::path folder_of(fs::path const& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

enum class Sync { no, yes };

Result<> make_folder(fs::path const& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  return error ? Result<>(Error(Errc::io, folder.string() + ": " + error.message())) : ok();
}

/// So that the name is there, too.
Result<> sync_folder(fs::path const& folder) {
  File const opened(folder, O_RDONLY | O_DIRECTORY);
  return opened.open() && opened.sync() ? ok() : Result<>(failed(folder, "cannot be synced"));
}

/// Two processes that write the same file must not write into each other's half.
fs::path aside_of(fs::path const& path) {
  return folder_of(path) / ("." + path.filename().string() + "." + std::to_string(::getpid()) + ".new");
}

Result<> write(fs::path const& path, std::string_view content, Sync sync) {
  HUECRY_CHECK(make_folder(folder_of(path)));
  fs::path const aside = aside_of(path);
  {
    // Never through a link that others may have put there.
    ::unlink(aside.c_str());
    File const file(aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!file.open() || !file.write(content)) return failed(aside, "cannot be written");
    if (sync == Sync::yes && !file.sync()) return failed(aside, "cannot be written");
  }
  if (::rename(aside.c_str(), path.c_str()) != 0) return failed(path, "cannot be moved in");
  return ok();
}

}

Result<std::string> read_whole(fs::path const& path, std::size_t bytes_max) {
  File const file(path, O_RDONLY);
  if (!file.open()) return failed(path, "cannot be read");
  std::string content;
  constexpr std::size_t k_step = std::size_t{1} << 20;
  for (std::size_t have = 0;;) {
    content.resize(have + k_step);
    ssize_t const got = file.read(content.data() + have, k_step);
    if (got < 0) return failed(path, "cannot be read");
    have += static_cast<std::size_t>(got);
    content.resize(have);
    if (have > bytes_max) return Error(Errc::body_too_large, path.string() + ": is too large");
    if (got == 0) return content;
  }
}

Result<FileLock> FileLock::take(fs::path const& path) {
  HUECRY_CHECK(make_folder(folder_of(path)));
  for (;;) {
    int const fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return failed(path, "cannot be opened");
    FileLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
      return Error(Errc::config_invalid, path.string() + " is held by another process that does the same; let it end");
    // Whoever held it may have removed it since it was opened: then this is no lock of that name.
    struct stat opened{}, named{};
    if (::fstat(fd, &opened) != 0) return failed(path, "cannot be looked at");
    if (::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
      return lock;
  }
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<> write_secret(fs::path const& path, std::string_view content) {
  HUECRY_CHECK(make_folder(folder_of(path)));
  fs::path const aside = aside_of(path);
  {
    File const file(aside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (!file.open() || !file.write(content) || !file.sync()) return failed(aside, "cannot be written");
  }
  bool const there = ::link(aside.c_str(), path.c_str()) == 0;  // never over one that is there already
  Result<> const linked = there ? ok() : Result<>(failed(path, "cannot be written"));
  ::unlink(aside.c_str());
  HUECRY_CHECK(linked);
  return sync_folder(folder_of(path));
}

Result<> write_whole(fs::path const& path, std::string_view content) { return write(path, content, Sync::no); }

Result<> sync_all(fs::path const& folder) {
  HUECRY_CHECK(make_folder(folder));
  File const parent(folder, O_RDONLY | O_DIRECTORY);
  if (!parent.open() || !parent.sync_file_system()) return failed(folder, "cannot be synced");
  return ok();
}

Result<> write_durably(fs::path const& path, std::string_view content) {
  HUECRY_CHECK(write(path, content, Sync::yes));
  return sync_folder(folder_of(path));
}

}
