#include "protocol/crypto/signer.hpp"

#include <openssl/pem.h>

#include "protocol/crypto/detail/ecdsa_form.hpp"
#include "protocol/crypto/detail/fetched.hpp"
#include "protocol/crypto/detail/verify_context.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::crypto {
namespace {

constexpr unsigned int k_rsa_bits = 3072;
constexpr std::size_t k_pem_bytes_max = 64 * 1024;  // an RSA-4096 key takes 3.3 KiB

Error unusable(std::string_view what) { return Error(Errc::key_unusable, std::string(what) + ": " + drain_errors()); }

EvpPkey make_key(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::es256: return EvpPkey(EVP_EC_gen("P-256"));
    case Algorithm::es384: return EvpPkey(EVP_EC_gen("P-384"));
    case Algorithm::ps256: return EvpPkey(EVP_RSA_gen(k_rsa_bits));
    case Algorithm::eddsa: return EvpPkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  return nullptr;
}

/// Stops OpenSSL from asking for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

char const* digest_of(Algorithm algorithm) {
  if (algorithm == Algorithm::eddsa) return nullptr;
  return algorithm == Algorithm::es384 ? "SHA384" : "SHA256";
}

}

Result<PrivateKey> PrivateKey::generate(Algorithm algorithm) {
  EvpPkey const key = make_key(algorithm);
  if (key == nullptr) return unusable("no key could be made");
  return from_native(key.get());
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  if (pem.size() > k_pem_bytes_max) return unusable("too long for a private key");
  Bio const source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (source == nullptr) return unusable("no memory");
  EvpPkey const key(PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr));
  if (key == nullptr) return unusable("not a private key in PEM without passphrase");
  return from_native(key.get());
}

Result<PrivateKey> PrivateKey::from_native(EVP_PKEY* key) {
  HUECRY_TRY(PublicKey public_key, PublicKey::from_native(key));
  if (EVP_PKEY_up_ref(key) != 1) return unusable("the key cannot be shared");
  return PrivateKey(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free), std::move(public_key));
}

Result<Bytes> PrivateKey::sign(ByteView message) { return sign_with(key_.get(), algorithm(), message); }

Result<std::string> PrivateKey::to_pem() const {
  Bio const sink(BIO_new(BIO_s_secmem()));
  if (sink == nullptr) return unusable("no memory");
  if (PEM_write_bio_PKCS8PrivateKey(sink.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return unusable("the key cannot be written");
  }
  char* text = nullptr;
  long const length = BIO_get_mem_data(sink.get(), &text);
  if (length <= 0) return unusable("the key cannot be written");
  return std::string(text, static_cast<std::size_t>(length));
}

Result<Bytes> sign_with(EVP_PKEY* key, Algorithm algorithm, ByteView message) {
  EvpMdCtx const context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // owned by context
  if (context == nullptr ||
      EVP_DigestSignInit_ex(context.get(), &settings, digest_of(algorithm), nullptr, nullptr, key, nullptr) != 1) {
    return unusable("signing could not start");
  }
  if (algorithm == Algorithm::ps256 && !detail::set_pss(settings)) return unusable("PSS could not be set");
  auto size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  Bytes signature(size);
  if (EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1) {
    return unusable("signing failed");
  }
  signature.resize(size);
  if (algorithm != Algorithm::es256 && algorithm != Algorithm::es384) return signature;
  auto raw = detail::from_der(signature, algorithm == Algorithm::es256 ? 32 : 48);
  if (!raw) return unusable("the key gave no ECDSA signature");
  return *std::move(raw);
}

}
