#pragma once
// A public key that verifies signatures with exactly one algorithm: the one its type and curve allow.

#include <openssl/types.h>

#include <memory>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/algorithm.hpp"

namespace huecry::crypto {

/// Which RSA keys are taken. Everything but conformance tests uses the default (signing.md §2.3 step 9, §5.2).
struct KeyRules {
  int rsa_bits_min = 3072;
  int rsa_bits_max = 4096;
};

/// Immutable; a copy shares the parsed key, which costs more to parse than to use (signing.md §2.7). Any thread.
class PublicKey {
 public:
  /// From SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), DER and nothing after it. P-256, P-384 (named curve), Ed25519, RSA.
  /// Errors: Errc::key_unusable, with the reason; also for a low-order or non-canonical Ed25519 key (RFC 8032 §5.1.7).
  [[nodiscard]] static Result<PublicKey> from_spki(ByteView der, KeyRules rules = {});
  /// From the 32 bytes of RFC 8032 §5.1.5. Errors as above.
  [[nodiscard]] static Result<PublicKey> from_ed25519(ByteView raw32);
  /// Shares a key that OpenSSL holds already, for example that of a certificate. Errors as above.
  [[nodiscard]] static Result<PublicKey> from_native(EVP_PKEY* key, KeyRules rules = {});

  /// The only algorithm with which verify() can succeed.
  [[nodiscard]] Algorithm algorithm() const noexcept;

  /// Signatures as in JOSE: ES256 and ES384 are r ‖ s of exactly 64 and 96 bytes, EdDSA 64, PS256 the modulus' length.
  /// Errors: Errc::signature_invalid, also for an algorithm that is not the key's.
  [[nodiscard]] Result<> verify(Algorithm algorithm, ByteView message, ByteView signature) const;
  /// The same when SHA-256(message) is at hand: ES256 and PS256 only. Errors as verify().
  [[nodiscard]] Result<> verify_digest(Algorithm algorithm, Digest const& message, ByteView signature) const;

  [[nodiscard]] Bytes spki() const;
  /// The 32 bytes of an Ed25519 key. Errors: Errc::key_unusable for another type.
  [[nodiscard]] Result<Bytes> ed25519() const;
  /// Borrowed; lives as long as some copy of this key.
  [[nodiscard]] EVP_PKEY* native() const noexcept;

  friend bool operator==(PublicKey const& a, PublicKey const& b) noexcept;

 private:
  struct State;
  explicit PublicKey(std::shared_ptr<State const> state) : state_(std::move(state)) {}
  std::shared_ptr<State const> state_;
};

}
