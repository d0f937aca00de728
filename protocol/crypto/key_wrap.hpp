#pragma once
// A key for one message, wrapped for whoever holds the private key of a P-256 certificate: ECDH-ES+A256KW (RFC 7518
// §4.6 with its Concat KDF, RFC 3394). The exact bytes: signing.md §3.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "protocol/base/result.hpp"
#include "protocol/crypto/aead.hpp"
#include "protocol/crypto/openssl.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::crypto {

/// Of P-256; not checked to be on the curve before it is used.
struct EcPoint {
  std::array<std::uint8_t, 32> x{}, y{};
  friend bool operator==(EcPoint const&, EcPoint const&) = default;
};

struct WrappedKey {
  EcPoint ephemeral;  // the sender's half of the agreement, fresh for each recipient
  std::array<std::uint8_t, 40> bytes{};
  friend bool operator==(WrappedKey const&, WrappedKey const&) = default;
};

/// Any thread. Errors: Errc::key_unusable for a recipient's key that is not on P-256.
[[nodiscard]] Result<WrappedKey> wrap_key(SealKey const& key, PublicKey const& recipient);

/// The private half, in memory or on a token. A copy shares it. Thread-safe: a token is asked one thing at a time.
class UnwrapKey {
 public:
  /// Errors: Errc::key_unusable for a key that is not on P-256, or without a private half.
  [[nodiscard]] static Result<UnwrapKey> from_native(EvpPkey key);

  /// Errors: Errc::corrupt for anything that wrap_key did not make for this key, also for a point off the curve;
  /// key_unusable when the token does not answer.
  [[nodiscard]] Result<SealKey> unwrap(WrappedKey const& wrapped) const;

 private:
  struct State;
  explicit UnwrapKey(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}
