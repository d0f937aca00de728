#include "gateway/messages/attachments.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/envelope/attachment.hpp"

namespace huecry::mail {
namespace {

namespace fs = std::filesystem;

Error failed(fs::path const& path) {
  return Error(Errc::io, path.string() + ": " + std::generic_category().message(errno));
}

/// A file that is written from its beginning to its end.
class Sink {
 public:
  /// In the place of whatever has the name, never through it.
  explicit Sink(fs::path path) : path_(std::move(path)) {
    std::error_code none;
    fs::remove(path_, none);
    int const fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return;
    ::close(fd);
    out_.open(path_, std::ios::binary);
  }
  Result<> put(std::string_view bytes) {
    errno = 0;
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return out_ ? ok() : Result<>(failed(path_));
  }
  /// On the disk.
  Result<> finish() {
    errno = 0;
    out_.close();
    if (!out_) return failed(path_);
    int const fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    bool const synced = fd >= 0 && ::fsync(fd) == 0;
    Error const error = failed(path_);
    if (fd >= 0) ::close(fd);
    return synced ? ok() : Result<>(error);
  }

 private:
  fs::path path_;
  std::ofstream out_;
};

class Source {
 public:
  explicit Source(fs::path path, Links links = Links::follow)
      : path_(std::move(path)),
        // Nothing is read before it is known to be a file: a pipe must not keep the caller.
        fd_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (links == Links::refuse ? O_NOFOLLOW : 0))),
        error_(errno) {}
  Source(Source const&) = delete;
  Source& operator=(Source const&) = delete;
  ~Source() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] Result<std::uint64_t> size() const {
    struct stat what{};
    if (fd_ < 0 || ::fstat(fd_, &what) != 0) return cannot();
    if (!S_ISREG(what.st_mode)) return Error(Errc::parameter_invalid, path_.string() + " is no file");
    return static_cast<std::uint64_t>(what.st_size);
  }
  /// Fewer than asked for at the end alone.
  Result<std::string> take(std::size_t bytes) {
    if (fd_ < 0) return cannot();
    std::string piece(bytes, '\0');
    std::size_t done = 0;
    while (done < bytes) {
      ssize_t const some = ::read(fd_, piece.data() + done, bytes - done);
      if (some < 0 && errno == EINTR) continue;
      if (some < 0) return failed(path_);
      if (some == 0) break;
      done += static_cast<std::size_t>(some);
    }
    piece.resize(done);
    return piece;
  }

 private:
  [[nodiscard]] Error cannot() const {
    errno = error_;
    return failed(path_);
  }
  fs::path path_;
  int fd_;
  int error_;  // why it could not be opened
};

/// Bytes on their way into a sealed file.
struct Sealing {
  Sink sink;
  crypto::Sha256 hash{};
  std::uint64_t bytes = 0;

  Result<> put(std::string_view piece) {
    hash.update(piece);
    bytes += piece.size();
    return sink.put(piece);
  }
};

Error mismatch(std::string const& why) { return Error(Errc::seal_mismatch, why); }

/// The bytes that the message names, before anything of them is opened.
Result<> check_sealed(fs::path const& sealed, documents::SealedBlob const& named) {
  Source source(sealed);
  HUECRY_TRY(std::uint64_t const size, source.size());
  if (size != named.bytes)
    return Error(Errc::not_verified, "what was fetched has " + std::to_string(size) +
                                         " sealed bytes, the message names " + std::to_string(named.bytes));
  crypto::Sha256 hash;
  for (;;) {
    HUECRY_TRY(std::string const piece, source.take(envelope::k_sealed_chunk_bytes));
    if (piece.empty()) break;
    hash.update(piece);
  }
  if (hash.finish() == named.digest) return ok();
  return Error(Errc::not_verified, "what was fetched is not the attachment that the message names");
}

/// Into a file beside it.
Result<> open_into(fs::path const& sealed, fs::path const& part, documents::Attachment const& attachment,
                   std::string const& message, Progress const& progress) {
  Source source(sealed);
  HUECRY_TRY(std::string const header, source.take(envelope::k_attachment_header_bytes));
  auto opener = envelope::AttachmentOpener::begin(as_text(attachment.key.bytes), header, message);
  if (!opener) return mismatch(opener.error().detail);
  Sink sink(part);
  crypto::Sha256 hash;
  std::uint64_t done = 0;
  while (!opener->complete()) {
    HUECRY_TRY(std::string const chunk, source.take(envelope::k_sealed_chunk_bytes));
    auto const plain = opener->open(chunk);
    if (!plain) return mismatch(plain.error().detail);
    hash.update(*plain);
    done += plain->size();
    HUECRY_CHECK(sink.put(*plain));
    progress(done, attachment.bytes);
  }
  HUECRY_TRY(std::string const rest, source.take(1));
  if (!rest.empty()) return mismatch("something follows the end of the attachment");
  if (done != attachment.bytes || hash.finish() != attachment.digest)
    return mismatch("what is in the attachment is not what the message says of it");
  return sink.finish();
}

}

Result<documents::Attachment> seal_file(fs::path const& file, fs::path const& sealed, std::string const& message,
                                        Random& random, Progress const& progress, Links links) {
  documents::Attachment attachment;
  attachment.name = file.filename().string();
  attachment.media_type = "application/octet-stream";
  random.fill(attachment.key.bytes);
  if (attachment.name.empty() || attachment.name.starts_with('.'))
    return Error(Errc::payload_rule, file.string() + ": recipients take no name that begins with a dot; rename it");
  Source source(file, links);
  HUECRY_TRY(std::uint64_t const size, source.size());
  if (size > limits::attachment_bytes_max)
    return Error(Errc::body_too_large,
                 file.string() + " has more than " + std::to_string(limits::attachment_bytes_max) + " bytes");
  envelope::AttachmentSealer sealer(attachment.key, message, random);
  Sealing out{Sink(sealed)};
  HUECRY_CHECK(out.put(sealer.header()));
  crypto::Sha256 hash;
  for (bool last = false; !last;) {
    HUECRY_TRY(std::string const plain, source.take(envelope::k_attachment_chunk_bytes));
    last = plain.size() < envelope::k_attachment_chunk_bytes;
    hash.update(plain);
    attachment.bytes += plain.size();
    HUECRY_CHECK(out.put(sealer.seal(plain)));
    progress(attachment.bytes, size);
  }
  HUECRY_CHECK(out.sink.finish());
  attachment.digest = hash.finish();
  attachment.sealed = {out.hash.finish(), out.bytes};
  return attachment;
}

Result<> open_file(fs::path const& sealed, fs::path const& file, documents::Attachment const& attachment,
                   std::string const& message, Progress const& progress) {
  HUECRY_CHECK(check_sealed(sealed, attachment.sealed));
  // No attachment has a name that begins with a dot.
  fs::path const part = file.parent_path() / (".huecry-" + hex_encode(attachment.digest.view()) + ".part");
  std::error_code why;
  auto const opened = open_into(sealed, part, attachment, message, progress);
  if (opened) fs::rename(part, file, why);
  if (opened && !why) return ok();
  std::error_code none;
  fs::remove(part, none);
  return opened ? Result<>(Error(Errc::io, file.string() + ": " + why.message())) : opened;
}

}
