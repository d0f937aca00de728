#include "storage/journal/signed_mark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "protocol/base/assert.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"

namespace huecry::journal {
namespace {

// Two places, written in turns: one of them is whole, whatever happens to the other.
constexpr std::size_t k_place_bytes = 4096;
constexpr unsigned k_places = 2;

Error failed(Errc code, std::string const& what) {
  return Error(code, what + ": " + std::error_code(errno, std::generic_category()).message());
}

/// SHA-256 of the rest (32) ‖ length of the note (4) ‖ note ‖ zeros.
std::string place_of(std::string_view note) {
  std::string rest;
  append_be(rest, static_cast<std::uint32_t>(note.size()));
  rest.append(note).resize(k_place_bytes - sizeof(Digest));
  return std::string(as_text(crypto::sha256(rest).view())) + rest;
}

std::optional<Covering> parse_place(std::string_view place) {
  if (place.size() != k_place_bytes) return std::nullopt;
  std::string_view const rest = place.substr(sizeof(Digest));
  if (as_text(crypto::sha256(rest).view()) != place.substr(0, sizeof(Digest))) return std::nullopt;
  auto const length = read_be<std::uint32_t>(rest);
  if (length > rest.size() - sizeof length) return std::nullopt;
  auto covering = covering_of(std::string(rest.substr(sizeof length, length)));
  return covering ? std::optional(*std::move(covering)) : std::nullopt;
}

struct Read {
  std::optional<Covering> newest;
  unsigned next = 0;
  bool any_bytes = false;
};

Result<Read> read_places(int fd, std::string const& name) {
  Read read;
  for (unsigned i = 0; i < k_places; ++i) {
    std::string place(k_place_bytes, '\0');
    ssize_t const got = ::pread(fd, place.data(), place.size(), static_cast<off_t>(i * k_place_bytes));
    if (got < 0) return failed(Errc::io, name);
    place.resize(static_cast<std::size_t>(got));
    read.any_bytes = read.any_bytes || got != 0;
    auto found = parse_place(place);
    if (!found || (read.newest && read.newest->size > found->size)) continue;
    read.newest = std::move(found);
    read.next = (i + 1) % k_places;
  }
  return read;
}

}

Result<std::unique_ptr<SignedMark>> SignedMark::open(std::filesystem::path const& file) {
  int const fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed(Errc::io, file.string());
  std::unique_ptr<SignedMark> mark(new SignedMark(file, fd));
  HUECRY_TRY(Read read, read_places(fd, file.string()));
  if (!read.newest && read.any_bytes)
    return Error(Errc::log_rewound, file.string() + " is damaged: nothing says how far the log was signed");
  mark->last_ = std::move(read.newest);
  mark->next_ = read.next;
  return mark;
}

SignedMark::~SignedMark() { ::close(fd_); }

Result<> SignedMark::set(std::string_view checkpoint) {
  HUECRY_ASSERT(checkpoint.size() <= k_note_bytes_max);
  HUECRY_TRY(Covering covering, covering_of(std::string(checkpoint)));
  std::string const place = place_of(checkpoint);
  ssize_t const put = ::pwrite(fd_, place.data(), place.size(), static_cast<off_t>(next_ * k_place_bytes));
  if (put != static_cast<ssize_t>(place.size())) return failed(Errc::storage_unavailable, "how far the log was signed");
  last_ = std::move(covering);
  next_ = (next_ + 1) % k_places;
  return ok();
}

Result<> SignedMark::replace(std::string_view checkpoint) {
  for (unsigned place = 0; place < k_places; ++place) HUECRY_CHECK(set(checkpoint));
  return ::fsync(fd_) == 0 ? ok() : Result<>(failed(Errc::storage_unavailable, "how far the log was signed"));
}

Result<bool> continues(kv::Reader const& state, std::uint64_t size, log::TreeHead const& head) {
  if (head.size > size) return false;
  HUECRY_TRY(Digest const root, log::Prover(head.size, tiles_of(state)).root());
  return root == head.root;
}

Result<> check_mark(kv::Reader const& state, std::uint64_t size, SignedMark const& mark, std::string_view origin) {
  auto const& last = mark.signed_last();
  if (!last && size == 0) return ok();
  if (!last)
    return Error(Errc::log_rewound,
                 "the store has " + std::to_string(size) + " entries, and nothing says how far its log was signed");
  HUECRY_TRY(log::Note const note, log::parse_note(last->checkpoint));
  HUECRY_TRY(log::Checkpoint const checkpoint, log::parse_checkpoint(note.body));
  if (checkpoint.origin != origin)
    return Error(Errc::config_invalid, mark.file().string() + " is of another log, " + checkpoint.origin +
                                           ": for a new log move it aside, and the secrets beside it");
  if (last->size > size)
    return Error(Errc::log_rewound, "the store ends after " + std::to_string(size) + " entries, and a checkpoint of " +
                                        std::to_string(last->size) + " was signed");
  HUECRY_TRY(bool const same, continues(state, size, checkpoint.head));
  if (same) return ok();
  return Error(Errc::log_rewound, "the store has another history than the one that was signed for " +
                                      std::to_string(last->size) + " entries");
}

}
