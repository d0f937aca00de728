#pragma once
// Attachments, sealed in chunks so that neither side ever holds more than one: Cobblestone-256
// (c2sp.org/chunked-encryption with AES-256-GCM; signing.md §3).
//
//   salt (24) ‖ commitment (32) ‖ chunks: each 16 KiB and its tag (16); the last is shorter, and may be empty
//
// The key is of one attachment alone and travels inside the message, whose id is the context: the attachment of one
// message opens in no other. One thread at a time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/aead.hpp"

namespace huecry::envelope {

inline constexpr std::size_t k_attachment_chunk_bytes = 16 * 1024;  // before sealing
inline constexpr std::size_t k_sealed_chunk_bytes = k_attachment_chunk_bytes + crypto::k_seal_tag_bytes;
inline constexpr std::size_t k_attachment_salt_bytes = 24;
inline constexpr std::size_t k_attachment_header_bytes = k_attachment_salt_bytes + 32;

/// Of what has so many bytes, once it is sealed.
[[nodiscard]] constexpr std::uint64_t sealed_attachment_bytes(std::uint64_t plain) noexcept {
  return k_attachment_header_bytes + plain + (plain / k_attachment_chunk_bytes + 1) * crypto::k_seal_tag_bytes;
}

/// What the input key and the salt make of themselves.
struct AttachmentKeys {
  crypto::SealKey key;
  crypto::SealNonce nonce{};
  std::array<std::uint8_t, 32> commitment{};
};
[[nodiscard]] AttachmentKeys attachment_keys(crypto::SealKey const& input, std::string_view salt,
                                             std::string_view context);

class AttachmentSealer {
 public:
  /// With a fresh salt.
  AttachmentSealer(crypto::SealKey const& input, std::string_view context, Random& random);

  /// Comes first.
  [[nodiscard]] std::string const& header() const noexcept { return header_; }
  /// REQUIRES: a chunk of k_attachment_chunk_bytes, until a shorter one, which ends it: after an exact multiple an
  /// empty one.
  [[nodiscard]] std::string seal(std::string_view plain);

 private:
  AttachmentKeys keys_;
  std::string header_;
  std::uint64_t next_ = 0;
  bool ended_ = false;
};

/// What has failed once fails for good, and so does what comes after the last chunk.
class AttachmentOpener {
 public:
  /// `input`: as it was sent. Errors: corrupt (another length of the key or of the header; not of this key, this
  /// message).
  [[nodiscard]] static Result<AttachmentOpener> begin(std::string_view input, std::string_view header,
                                                      std::string_view context);

  /// The text of the next chunk: k_sealed_chunk_bytes, or fewer for the last. Errors: corrupt.
  [[nodiscard]] Result<std::string> open(std::string_view sealed);
  /// The last chunk was opened: nothing is missing. Without it the attachment was cut off.
  [[nodiscard]] bool complete() const noexcept { return state_ == State::ended; }

 private:
  enum class State : std::uint8_t { open, ended, failed };
  explicit AttachmentOpener(AttachmentKeys keys) : keys_(std::move(keys)) {}
  AttachmentKeys keys_;
  std::uint64_t next_ = 0;
  State state_ = State::open;
};

}
