#include "protocol/crypto/public_key.hpp"

#include <algorithm>

#include "protocol/crypto/detail/ecdsa_form.hpp"
#include "protocol/crypto/detail/ed25519_point.hpp"
#include "protocol/crypto/detail/key_kind.hpp"
#include "protocol/crypto/detail/verify_context.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::crypto {
namespace {

constexpr std::size_t k_ed25519_key_bytes = 32;

Error unusable(char const* why) {
  drain_errors();
  return Error(Errc::key_unusable, why);
}

Error invalid() {
  drain_errors();
  return Error(Errc::signature_invalid);
}

Bytes spki_of(EVP_PKEY* key) {
  unsigned char* out = nullptr;
  int const length = i2d_PUBKEY(key, &out);
  OpensslBytes const owned(out);
  HUECRY_ASSERT(length > 0);
  return Bytes(out, out + length);
}

Result<Bytes> raw_of(EVP_PKEY* key) {
  Bytes raw(k_ed25519_key_bytes);
  std::size_t size = raw.size();
  if (EVP_PKEY_get_raw_public_key(key, raw.data(), &size) != 1 || size != raw.size()) return unusable("no raw key");
  return raw;
}

}

struct PublicKey::State {
  EvpPkey key;
  Algorithm algorithm;
  std::size_t signature_bytes;
  EvpPkeyCtx prepared;  // the verification set up once; each use works on a copy. Null for Ed25519
};

Result<PublicKey> PublicKey::from_spki(ByteView der, KeyRules rules) {
  unsigned char const* next = der.data();
  EvpPkey const key(d2i_PUBKEY(nullptr, &next, static_cast<long>(der.size())));
  if (key == nullptr) return unusable("not a public key");
  // Anything but the one encoding (trailing bytes, BER) would give one key two digests.
  if (!std::ranges::equal(spki_of(key.get()), der)) return unusable("the public key is not in DER");
  return from_native(key.get(), rules);
}

Result<PublicKey> PublicKey::from_ed25519(ByteView raw32) {
  if (raw32.size() != k_ed25519_key_bytes) return unusable("an Ed25519 key has 32 bytes");
  EvpPkey const key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, raw32.data(), raw32.size()));
  if (key == nullptr) return unusable("not an Ed25519 key");
  return from_native(key.get());
}

Result<PublicKey> PublicKey::from_native(EVP_PKEY* key, KeyRules rules) {
  HUECRY_TRY(Algorithm const algorithm, detail::algorithm_of(key, rules));
  if (algorithm == Algorithm::eddsa) {
    HUECRY_TRY(Bytes const raw, raw_of(key));
    if (!detail::is_sound_ed25519(raw)) return unusable("an Ed25519 key of low order or with two names");
  }
  EvpPkeyCtx prepared;
  if (algorithm != Algorithm::eddsa) {
    prepared = detail::prepare_verification(key, algorithm);
    if (prepared == nullptr) return unusable("the key cannot verify");
  }
  if (EVP_PKEY_up_ref(key) != 1) return unusable("the key cannot be shared");
  std::size_t const signature_bytes = detail::signature_bytes_of(key, algorithm);
  State state{EvpPkey(key), algorithm, signature_bytes, std::move(prepared)};
  return PublicKey(std::make_shared<State const>(std::move(state)));
}

Algorithm PublicKey::algorithm() const noexcept { return state_->algorithm; }

Result<> PublicKey::verify(Algorithm algorithm, ByteView message, ByteView signature) const {
  if (algorithm != state_->algorithm || signature.size() != state_->signature_bytes) return invalid();
  switch (algorithm) {
    case Algorithm::es256:
    case Algorithm::ps256: return verify_digest(algorithm, sha256(message), signature);
    case Algorithm::es384: {
      detail::Hash384 const hash = detail::sha384(message);
      return detail::verify_prepared(state_->prepared.get(), hash, detail::to_der(signature).view()) ? ok() : invalid();
    }
    case Algorithm::eddsa: return detail::verify_pure(state_->key.get(), message, signature) ? ok() : invalid();
  }
  return invalid();
}

Result<> PublicKey::verify_digest(Algorithm algorithm, Digest const& message, ByteView signature) const {
  if (algorithm != state_->algorithm || signature.size() != state_->signature_bytes) return invalid();
  EVP_PKEY_CTX const* const prepared = state_->prepared.get();
  if (algorithm == Algorithm::ps256) {
    return detail::verify_prepared(prepared, message.view(), signature) ? ok() : invalid();
  }
  if (algorithm != Algorithm::es256) return invalid();
  return detail::verify_prepared(prepared, message.view(), detail::to_der(signature).view()) ? ok() : invalid();
}

Bytes PublicKey::spki() const { return spki_of(state_->key.get()); }

Result<Bytes> PublicKey::ed25519() const {
  if (state_->algorithm != Algorithm::eddsa) return unusable("not an Ed25519 key");
  return raw_of(state_->key.get());
}

EVP_PKEY* PublicKey::native() const noexcept { return state_->key.get(); }

bool operator==(PublicKey const& a, PublicKey const& b) noexcept {
  return a.state_ == b.state_ || EVP_PKEY_eq(a.native(), b.native()) == 1;
}

}
