#pragma once
// Files as a whole: read to their end or not at all; and written so that a file is either the old one or the new one,
// whatever happens, and the new one once this has returned.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/base/result.hpp"

namespace huecry {

/// Errors: Errc::io, which names the file; body_too_large.
[[nodiscard]] Result<std::string> read_whole(std::filesystem::path const& path,
                                             std::size_t bytes_max = std::size_t{1} << 32);

/// Makes the folders above it. Writes aside, syncs, moves in, syncs the folder. Errors: Errc::io, which names the file.
[[nodiscard]] Result<> write_durably(std::filesystem::path const& path, std::string_view content);

/// Held by the process that changes what the file stands for; the kernel frees it with the process.
class FileLock {
 public:
  /// Makes the folders above it, and the file. Errors: Errc::config_invalid when another process holds it; io.
  [[nodiscard]] static Result<FileLock> take(std::filesystem::path const& path);
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock(FileLock const&) = delete;
  FileLock& operator=(FileLock const&) = delete;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

/// The same of a new file that its owner alone may read. Errors: also io when it is there already.
[[nodiscard]] Result<> write_secret(std::filesystem::path const& path, std::string_view content);

/// For many files at once: the same without any sync, and then one for all that was written there (and the folder, when
/// nothing was). Errors: Errc::io.
[[nodiscard]] Result<> write_whole(std::filesystem::path const& path, std::string_view content);
[[nodiscard]] Result<> sync_all(std::filesystem::path const& folder);

}
