#include "protocol/envelope/attachment.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/crypto/hkdf.hpp"

namespace huecry::envelope {
namespace {

using namespace std::string_view_literals;

constexpr auto k_name = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"sv;

/// The number of the chunk, big-endian, over the end of the nonce.
crypto::SealNonce nonce_of(crypto::SealNonce nonce, std::uint64_t chunk) {
  for (std::size_t at = nonce.size(); chunk != 0; chunk >>= 8) nonce[--at] ^= static_cast<std::uint8_t>(chunk);
  return nonce;
}

Error broken(std::string detail) { return Error(Errc::corrupt, std::move(detail)); }

}

AttachmentKeys attachment_keys(crypto::SealKey const& input, std::string_view salt, std::string_view context) {
  AttachmentKeys keys;
  std::string out(keys.key.bytes.size() + keys.nonce.size() + keys.commitment.size(), '\0');
  std::string const info = std::string(k_name).append(salt).append(context);
  crypto::hkdf_expand_sha512(input.bytes, info, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  auto const* next = as_bytes(out).data();
  auto const take = [&next](auto& array) {
    std::copy_n(next, array.size(), array.begin());
    next += array.size();
  };
  take(keys.key.bytes);
  take(keys.nonce);
  take(keys.commitment);
  crypto::forget(out);
  return keys;
}

AttachmentSealer::AttachmentSealer(crypto::SealKey const& input, std::string_view context, Random& random) {
  std::array<std::uint8_t, k_attachment_salt_bytes> salt{};
  random.fill(salt);
  header_ = as_text(salt);
  keys_ = attachment_keys(input, header_, context);
  header_ += as_text(keys_.commitment);
}

std::string AttachmentSealer::seal(std::string_view plain) {
  HUECRY_ASSERT(!ended_ && plain.size() <= k_attachment_chunk_bytes);
  ended_ = plain.size() < k_attachment_chunk_bytes;
  return crypto::seal(keys_.key, nonce_of(keys_.nonce, next_++), {}, plain);
}

Result<AttachmentOpener> AttachmentOpener::begin(std::string_view input, std::string_view header,
                                                 std::string_view context) {
  crypto::SealKey key;
  if (input.size() != key.bytes.size()) return broken("the key of an attachment has 32 bytes");
  if (header.size() != k_attachment_header_bytes) return broken("the attachment is cut off in its header");
  std::ranges::copy(as_bytes(input), key.bytes.begin());
  AttachmentKeys keys = attachment_keys(key, header.substr(0, k_attachment_salt_bytes), context);
  if (as_text(keys.commitment) != header.substr(k_attachment_salt_bytes))
    return broken("the attachment is not of this key, or of another message");
  return AttachmentOpener(std::move(keys));
}

Result<std::string> AttachmentOpener::open(std::string_view sealed) {
  if (state_ == State::failed) return broken("the attachment was found broken before");
  bool const more = state_ == State::ended;
  state_ = State::failed;
  if (more) return broken("something follows the end of the attachment");
  if (sealed.size() > k_sealed_chunk_bytes) return broken("a chunk of the attachment is too long");
  auto plain = crypto::open(keys_.key, nonce_of(keys_.nonce, next_), {}, sealed);
  if (!plain) return broken("chunk " + std::to_string(next_) + " of the attachment is not what was sealed");
  ++next_;
  state_ = sealed.size() < k_sealed_chunk_bytes ? State::ended : State::open;
  return plain;
}

}
