#pragma once
// How far the log was signed, in a file outside the store: a store that is put back from a copy ends before it, and
// must not sign another history from there (docs/adr/0022). Bytes of the file: docs/storage.md.
//
// Written after each checkpoint without a sync, so that it costs no wait: what a power cut may take from it is the last
// seconds, and makes it say less, never more. One thread.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/log/proof.hpp"
#include "storage/journal/reading.hpp"

namespace huecry::journal {

class SignedMark {
 public:
  /// Made when absent. Errors: Errc::io; log_rewound for a file of which nothing can be read.
  [[nodiscard]] static Result<std::unique_ptr<SignedMark>> open(std::filesystem::path const& file);
  ~SignedMark();
  SignedMark(SignedMark const&) = delete;
  SignedMark& operator=(SignedMark const&) = delete;

  [[nodiscard]] std::filesystem::path const& file() const noexcept { return file_; }
  /// The checkpoint that was signed last; nullopt: none was yet.
  [[nodiscard]] std::optional<Covering> const& signed_last() const noexcept { return last_; }

  /// REQUIRES: a checkpoint, at most k_note_bytes_max long. Errors: Errc::storage_unavailable.
  Result<> set(std::string_view checkpoint);
  /// The only one from now on, also when a larger tree was signed, and durable when it returns.
  Result<> replace(std::string_view checkpoint);

  static constexpr std::size_t k_note_bytes_max = 4096 - 32 - 4;

 private:
  SignedMark(std::filesystem::path file, int fd) : file_(std::move(file)), fd_(fd) {}

  std::filesystem::path file_;
  int fd_;
  std::optional<Covering> last_;
  unsigned next_ = 0;  // the place that is not the newest
};

/// Whether a log of `size` entries has this tree at its beginning. Errors: Errc::corrupt, io.
[[nodiscard]] Result<bool> continues(kv::Reader const& state, std::uint64_t size, log::TreeHead const& head);

/// Whether the store goes on from what was signed: it is as long at least, and has the same root at that size. A store
/// with entries of which nothing says how far they were signed is none. Errors: Errc::log_rewound, which says from
/// where to where; config_invalid when the mark is of another log than `origin`; corrupt, io.
[[nodiscard]] Result<> check_mark(kv::Reader const& state, std::uint64_t size, SignedMark const& mark,
                                  std::string_view origin);

}
