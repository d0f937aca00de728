#include "protocol/crypto/aead.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/crypto/detail/fetched.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::crypto {
namespace {

using CipherCtx = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

unsigned char const* data_of(std::string_view text) { return as_bytes(text).data(); }
unsigned char* data_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// One for each thread: making one costs more than sealing a notice.
EVP_CIPHER_CTX* context() {
  thread_local CipherCtx const context(EVP_CIPHER_CTX_new());
  HUECRY_ASSERT(context != nullptr);
  return context.get();
}

void start(EVP_CIPHER_CTX* with, bool sealing, SealKey const& key, SealNonce const& nonce, std::string_view about) {
  int length = 0;
  HUECRY_ASSERT(EVP_CipherInit_ex2(with, detail::fetched_aes_256_gcm(), key.bytes.data(), nonce.data(), sealing ? 1 : 0,
                                   nullptr) == 1);
  HUECRY_ASSERT(EVP_CipherUpdate(with, nullptr, &length, data_of(about), static_cast<int>(about.size())) == 1);
}

/// The key must not stay behind in a context that waits for its next use.
void reset(EVP_CIPHER_CTX* with) { HUECRY_ASSERT(EVP_CIPHER_CTX_reset(with) == 1); }

}

void forget(std::string& bytes) noexcept { OPENSSL_cleanse(bytes.data(), bytes.size()); }

SealKey::~SealKey() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

std::string seal(SealKey const& key, SealNonce const& nonce, std::string_view about, std::string_view plain) {
  EVP_CIPHER_CTX* const with = context();
  start(with, true, key, nonce, about);
  std::string sealed(plain.size() + k_seal_tag_bytes, '\0');
  int length = 0;
  HUECRY_ASSERT(EVP_CipherUpdate(with, data_of(sealed), &length, data_of(plain), static_cast<int>(plain.size())) == 1);
  HUECRY_ASSERT(static_cast<std::size_t>(length) == plain.size());
  HUECRY_ASSERT(EVP_CipherFinal_ex(with, data_of(sealed) + length, &length) == 1);
  HUECRY_ASSERT(EVP_CIPHER_CTX_ctrl(with, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(k_seal_tag_bytes),
                                    data_of(sealed) + plain.size()) == 1);
  reset(with);
  return sealed;
}

Result<std::string> open(SealKey const& key, SealNonce const& nonce, std::string_view about, std::string_view sealed) {
  if (sealed.size() < k_seal_tag_bytes) return Error(Errc::corrupt, "sealed text is too short");
  std::string tag(sealed.substr(sealed.size() - k_seal_tag_bytes));
  std::string_view const hidden = sealed.substr(0, sealed.size() - k_seal_tag_bytes);
  EVP_CIPHER_CTX* const with = context();
  start(with, false, key, nonce, about);
  std::string plain(hidden.size(), '\0');
  int length = 0;
  bool const read =
      EVP_CipherUpdate(with, data_of(plain), &length, data_of(hidden), static_cast<int>(hidden.size())) == 1;
  HUECRY_ASSERT(read && static_cast<std::size_t>(length) == hidden.size());
  HUECRY_ASSERT(EVP_CIPHER_CTX_ctrl(with, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(k_seal_tag_bytes), tag.data()) == 1);
  bool const intact = EVP_CipherFinal_ex(with, data_of(plain) + length, &length) == 1;
  reset(with);
  if (intact) return plain;
  drain_errors();
  return Error(Errc::corrupt, "sealed text is not what was sealed, or its key is another one");
}

}
