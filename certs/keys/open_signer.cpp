#include "certs/keys/open_signer.hpp"

#include <filesystem>
#include <mutex>

#include "certs/keys/pkcs11_engine.hpp"
#include "certs/keys/pkcs11_uri.hpp"
#include "certs/keys/private_file.hpp"

namespace huecry::certs {
namespace {

constexpr std::string_view k_file = "file:";
constexpr std::string_view k_pkcs11 = "pkcs11:";
constexpr std::size_t k_key_bytes_max = 16 * 1024;

Result<crypto::PrivateKey> open_file(std::string_view uri) {
  uri.remove_prefix(k_file.size());
  if (uri.starts_with("//")) uri.remove_prefix(2);
  std::filesystem::path const path(uri);
  HUECRY_TRY(std::string pem, read_private_file(path, k_key_bytes_max));
  auto key = crypto::PrivateKey::from_pem(pem);
  OPENSSL_cleanse(pem.data(), pem.size());
  if (!key) return std::move(key).error().with_context(path.string());
  return key;
}

/// A key on a token. A token serves one call at a time; the lock here keeps the queue out of its library.
class TokenSigner final : public crypto::Signer {
 public:
  TokenSigner(crypto::EvpPkey key, crypto::PublicKey public_key)
      : key_(std::move(key)), public_key_(std::move(public_key)) {}

  [[nodiscard]] crypto::Algorithm algorithm() const override { return public_key_.algorithm(); }
  [[nodiscard]] crypto::PublicKey public_key() const override { return public_key_; }
  [[nodiscard]] Result<Bytes> sign(ByteView message) override {
    std::lock_guard const lock(mutex_);
    return crypto::sign_with(key_.get(), algorithm(), message);
  }

 private:
  std::mutex mutex_;
  crypto::EvpPkey key_;
  crypto::PublicKey public_key_;
};

Result<crypto::EvpPkey> open_token(std::string_view uri) {
  HUECRY_TRY(Pkcs11Uri const parsed, parse_pkcs11_uri(uri));
  return load_pkcs11_key(parsed);
}

Result<std::shared_ptr<crypto::Signer>> token_signer(std::string_view uri) {
  HUECRY_TRY(crypto::EvpPkey key, open_token(uri));
  // Through its encoding: the engine's own object must not be used by several threads, a parsed copy may.
  unsigned char* raw = nullptr;
  int const length = i2d_PUBKEY(key.get(), &raw);
  crypto::OpensslBytes const owner(raw);
  if (length <= 0)
    return Error(Errc::key_unusable, "PKCS#11: the token gives no public key: " + crypto::drain_errors());
  HUECRY_TRY(crypto::PublicKey public_key,
             crypto::PublicKey::from_spki(ByteView(raw, static_cast<std::size_t>(length))));
  return std::shared_ptr<crypto::Signer>(std::make_shared<TokenSigner>(std::move(key), std::move(public_key)));
}

Error unknown_scheme() { return Error(Errc::key_unusable, "a key URI begins with file: or pkcs11:"); }

}

Result<std::shared_ptr<crypto::Signer>> open_signer(std::string_view uri) {
  if (uri.starts_with(k_pkcs11)) return token_signer(uri);
  if (!uri.starts_with(k_file)) return unknown_scheme();
  HUECRY_TRY(crypto::PrivateKey key, open_file(uri));
  return std::shared_ptr<crypto::Signer>(std::make_shared<crypto::PrivateKey>(std::move(key)));
}

Result<crypto::EvpPkey> open_key(std::string_view uri) {
  if (uri.starts_with(k_pkcs11)) return open_token(uri);
  if (!uri.starts_with(k_file)) return unknown_scheme();
  HUECRY_TRY(crypto::PrivateKey const key, open_file(uri));
  EVP_PKEY_up_ref(key.native());
  return crypto::EvpPkey(key.native());
}

}
