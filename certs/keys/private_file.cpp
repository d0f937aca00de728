#include "certs/keys/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace huecry::certs {
namespace {

/// Closes on the way out.
class Descriptor {
 public:
  explicit Descriptor(std::filesystem::path const& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

Error unusable(std::filesystem::path const& path, std::string const& why) {
  return Error(Errc::key_unusable, path.string() + ": " + why);
}

// Asked of the open file, not of its name, which could point elsewhere a moment later.
std::string fault_of(struct stat const& status) {
  if (!S_ISREG(status.st_mode)) return "is not a regular file";
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return "group or others have rights on it; use mode 0600";
  if (status.st_uid != ::geteuid() && status.st_uid != 0) return "belongs to another user";
  return {};
}

}

Result<std::string> read_private_file(std::filesystem::path const& path, std::size_t bytes_max) {
  Descriptor const file(path);
  if (file.get() < 0) return unusable(path, std::generic_category().message(errno));
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return unusable(path, std::generic_category().message(errno));
  if (std::string const fault = fault_of(status); !fault.empty()) return unusable(path, fault);
  std::string content(bytes_max + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    ssize_t const got = ::read(file.get(), content.data() + size, content.size() - size);
    if (got < 0) return unusable(path, std::generic_category().message(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > bytes_max) return unusable(path, "is too large");
  content.resize(size);
  return content;
}

}
