#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "certs/federation/detail/files.hpp"

namespace huecry::certs::federation::detail {
namespace {

Error failed(fs::path const& path, std::string_view what) {
  std::string detail = path.string() + ": " + std::string(what) + ": " + std::generic_category().message(errno);
  return Error(Errc::io, std::move(detail));
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t const written = ::write(fd, content.data(), content.size());
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0;
}

}

fs::path party_folder(PartyName const& party) { return fs::path(party.country.text()) / party.organisation; }
fs::path root_stem(CountryCode country) { return fs::path(country.text()) / "ca" / "root"; }
fs::path issuing_stem(PartyName const& party) { return fs::path(party.country.text()) / "ca" / party.organisation; }

fs::path root_crl_path(CountryCode country) {
  return fs::path("trust/crls") / (std::string(country.text()) + "-root.crl");
}

fs::path issuing_crl_path(PartyName const& party) {
  return fs::path("trust/crls") / (std::string(party.country.text()) + "-" + party.organisation + ".crl");
}

fs::path with_suffix(fs::path const& stem, std::string_view suffix) {
  fs::path path = stem;
  path += suffix;
  return path;
}

Result<std::string> read_file(fs::path const& path, std::size_t bytes_max) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed(path, "cannot be opened");
  std::string content(bytes_max + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > bytes_max) return Error(Errc::io, path.string() + ": is too large");
  return content;
}

Result<DirectoryLock> DirectoryLock::take(fs::path const& directory) {
  int const fd = ::open((directory / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed(directory, "cannot be locked");
  DirectoryLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
    return Error(Errc::state_conflict, directory.string() + ": another process changes it");
  return lock;
}

DirectoryLock::~DirectoryLock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<> Batch::write_one(fs::path const& directory, File const& file) {
  fs::path const target = directory / file.path;
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) return Error(Errc::io, target.string() + ": " + error.message());
  if (!file.kept_from.empty()) {
    // Not a move: whoever reads the old place meanwhile finds the old file until the new one is in.
    fs::remove(target, error);
    fs::create_hard_link(directory / file.kept_from, target, error);
    return error ? Result<>(Error(Errc::io, target.string() + ": " + error.message())) : ok();
  }
  // A dot in front: readers of a folder look for *.crl and *.pem, not for what is half written.
  fs::path const aside = target.parent_path() / ("." + target.filename().string() + ".new");
  ::unlink(aside.c_str());
  int const fd = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file.secret ? 0600 : 0644);
  if (fd < 0) return failed(aside, "cannot be written");
  bool const written = write_all(fd, file.content);
  if (::close(fd) != 0 || !written) return failed(aside, "cannot be written");
  if (::rename(aside.c_str(), target.c_str()) != 0) return failed(target, "cannot be moved in");
  return ok();
}

Result<std::vector<fs::path>> Batch::write(fs::path const& directory) const {
  std::vector<fs::path> paths;
  for (File const& file : files_) {
    HUECRY_CHECK(write_one(directory, file));
    paths.push_back(file.path);
  }
  return paths;
}

}
