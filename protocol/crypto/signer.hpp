#pragma once
// What can sign: a private key in memory here, a token in certs/keys. A key has one algorithm.

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/algorithm.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::crypto {

/// Makes signatures in the form of JOSE (public_key.hpp). Thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;
  [[nodiscard]] virtual Algorithm algorithm() const = 0;
  /// Errors: Errc::key_unusable.
  [[nodiscard]] virtual Result<Bytes> sign(ByteView message) = 0;
  [[nodiscard]] virtual PublicKey public_key() const = 0;
};

/// A private key in this process. A copy shares the key.
class PrivateKey final : public Signer {
 public:
  /// A fresh key: P-256, P-384, RSA-3072 or Ed25519. Errors: Errc::key_unusable.
  [[nodiscard]] static Result<PrivateKey> generate(Algorithm algorithm);
  /// PEM without passphrase (PKCS #8, or the traditional forms). Errors: Errc::key_unusable.
  [[nodiscard]] static Result<PrivateKey> from_pem(std::string_view pem);
  /// Shares a key that OpenSSL holds already. Errors: Errc::key_unusable.
  [[nodiscard]] static Result<PrivateKey> from_native(EVP_PKEY* key);

  [[nodiscard]] Algorithm algorithm() const override { return public_key_.algorithm(); }
  [[nodiscard]] Result<Bytes> sign(ByteView message) override;
  [[nodiscard]] PublicKey public_key() const override { return public_key_; }

  /// PKCS #8, not encrypted. Errors: Errc::key_unusable.
  [[nodiscard]] Result<std::string> to_pem() const;
  /// Borrowed; lives as long as some copy of this key.
  [[nodiscard]] EVP_PKEY* native() const noexcept { return key_.get(); }

 private:
  PrivateKey(std::shared_ptr<EVP_PKEY> key, PublicKey public_key)
      : key_(std::move(key)), public_key_(std::move(public_key)) {}
  std::shared_ptr<EVP_PKEY> key_;
  PublicKey public_key_;
};

/// One signature by any key that OpenSSL can use, tokens included, in the form of JOSE: the core of every Signer.
/// Errors: Errc::key_unusable.
[[nodiscard]] Result<Bytes> sign_with(EVP_PKEY* key, Algorithm algorithm, ByteView message);

}
