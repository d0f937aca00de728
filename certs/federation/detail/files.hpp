#pragma once
// The directory of a federation: paths, a lock, and files that appear whole.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "certs/federation/federation.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs::federation::detail {

namespace fs = std::filesystem;

/// "FR/NCB"
[[nodiscard]] fs::path party_folder(PartyName const& party);
/// "FR/ca/root", "FR/ca/NCB": without suffix.
[[nodiscard]] fs::path root_stem(CountryCode country);
[[nodiscard]] fs::path issuing_stem(PartyName const& party);
/// "trust/crls/FR-root.crl", "trust/crls/FR-NCB.crl"
[[nodiscard]] fs::path root_crl_path(CountryCode country);
[[nodiscard]] fs::path issuing_crl_path(PartyName const& party);

inline constexpr std::string_view k_hub_root_stem = "hub/ca/root";
inline constexpr std::string_view k_hub_issuing_stem = "hub/ca/issuing";
inline constexpr std::string_view k_hub_root_crl = "trust/crls/hub-root.crl";
inline constexpr std::string_view k_hub_issuing_crl = "trust/crls/hub-issuing.crl";
inline constexpr std::string_view k_list = "trust/list.jws";
inline constexpr std::string_view k_ceremony = "ceremony/ceremony.pem";

/// stem + suffix; a stem may contain dots.
[[nodiscard]] fs::path with_suffix(fs::path const& stem, std::string_view suffix);

[[nodiscard]] Result<std::string> read_file(fs::path const& path, std::size_t bytes_max);

/// Held by the process that changes a directory. Errors: Errc::state_conflict when another one does.
class DirectoryLock {
 public:
  [[nodiscard]] static Result<DirectoryLock> take(fs::path const& directory);
  DirectoryLock(DirectoryLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  DirectoryLock(DirectoryLock const&) = delete;
  DirectoryLock& operator=(DirectoryLock const&) = delete;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  int fd_;
};

/// Files that wait to be written, in their order.
class Batch {
 public:
  void add(fs::path path, std::string content) { files_.push_back({std::move(path), std::move(content), false, {}}); }
  void add_secret(fs::path path, std::string content) {
    files_.push_back({std::move(path), std::move(content), true, {}});
  }
  /// The file keeps its place and gets a second name, until another one is moved into its place.
  void keep(fs::path from, fs::path to) { files_.push_back({std::move(to), {}, false, std::move(from)}); }
  /// Each file is written beside its place, synced, and moved in. Errors: Errc::io.
  [[nodiscard]] Result<std::vector<fs::path>> write(fs::path const& directory) const;

 private:
  struct File {
    fs::path path;  // relative
    std::string content;
    bool secret;
    fs::path kept_from;  // not empty: an existing file gets this second name instead
  };
  [[nodiscard]] static Result<> write_one(fs::path const& directory, File const& file);
  std::vector<File> files_;
};

}
