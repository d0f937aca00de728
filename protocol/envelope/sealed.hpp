#pragma once
// A sealed message: its inner document, encrypted for every recipient: JWE general JSON (RFC 7516 §7.2.1) of one form
// (signing.md §3). The members are exactly `protected`, `recipients`, `iv`, `ciphertext` and `tag`; one algorithm;
// `epk` fresh for each recipient, in its own header.
//
// The hub checks the form and can open nothing. All functions are pure but for the randomness that they are given; any
// thread. Input of the parser: anybody's.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/aead.hpp"
#include "protocol/crypto/key_wrap.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::envelope {

/// The key of the message, for the holder of one certificate.
struct SealedEntry {
  Digest kid;  // x5t#S256 of the encryption certificate
  crypto::WrappedKey key;
};

/// Parsed, not opened.
class SealedMessage {
 public:
  /// As the sender names the message; who opens it compares that with what is inside.
  [[nodiscard]] std::string const& id() const noexcept { return id_; }
  [[nodiscard]] std::vector<SealedEntry> const& entries() const noexcept { return entries_; }
  /// nullptr: not for the holder of this certificate.
  [[nodiscard]] SealedEntry const* entry(Digest const& kid) const noexcept;

 private:
  friend Result<SealedMessage> parse_sealed(std::string_view);
  friend Result<std::string> open_sealed(SealedMessage const&, Digest const&, crypto::UnwrapKey const&);
  std::string protected_text_;  // base64url, as sent: what is authenticated beside the text
  std::string id_;
  std::vector<SealedEntry> entries_;  // 1 to limits::sealed_entries_max, no certificate twice
  crypto::SealNonce nonce_{};
  std::string sealed_;  // ciphertext and tag
};

/// Errors: body_too_large (limits::sealed_bytes_max), body_encoding, seal_form for everything else.
[[nodiscard]] Result<SealedMessage> parse_sealed(std::string_view text);

struct SealFor {
  Digest kid;
  crypto::PublicKey key;
};

/// The text of the JWE. REQUIRES: 1 to limits::sealed_entries_max recipients, no certificate twice. Errors:
/// key_unusable; body_too_large.
[[nodiscard]] Result<std::string> seal_message(std::string_view inner, std::string_view id,
                                               std::span<SealFor const> recipients, Random& random);

/// The inner document. Errors: not_found (no entry for this certificate); corrupt for what was not sealed like this;
/// key_unusable.
[[nodiscard]] Result<std::string> open_sealed(SealedMessage const& message, Digest const& kid,
                                              crypto::UnwrapKey const& key);

}
