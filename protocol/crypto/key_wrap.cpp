#include "protocol/crypto/key_wrap.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/params.h>

#include <algorithm>
#include <mutex>
#include <string>

#include "protocol/base/assert.hpp"
#include "protocol/crypto/detail/fetched.hpp"
#include "protocol/crypto/hash.hpp"

namespace huecry::crypto {
namespace {

using namespace std::string_view_literals;
using CipherCtx = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::uint8_t k_uncompressed = 0x04;  // SEC 1 §2.3.3
constexpr std::size_t k_point_bytes = 1 + 2 * 32;
using PointBytes = std::array<std::uint8_t, k_point_bytes>;
using Secret = std::array<std::uint8_t, 32>;

/// AlgorithmID, empty PartyUInfo, empty PartyVInfo, 256 bits (RFC 7518 §4.6.2).
constexpr auto k_other_info =
    "\x00\x00\x00\x0e"
    "ECDH-ES+A256KW"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"sv;
static_assert(k_other_info.size() == 4 + 14 + 4 + 4 + 4);

Error unusable(std::string_view what) { return Error(Errc::key_unusable, std::string(what) + ": " + drain_errors()); }

Error broken(std::string_view what) {
  drain_errors();
  return Error(Errc::corrupt, std::string(what));
}

bool is_on_p256(EVP_PKEY* key) {
  char name[32] = {};
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, name, sizeof name, nullptr) == 1 &&
         name == std::string_view(SN_X9_62_prime256v1);
}

Result<EcPoint> point_of(EVP_PKEY* key) {
  PointBytes bytes{};
  std::size_t size = 0;
  bool const got =
      EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size(), &size) == 1;
  if (!got || size != bytes.size() || bytes[0] != k_uncompressed) return unusable("an ephemeral key without its point");
  EcPoint point;
  std::copy_n(bytes.begin() + 1, point.x.size(), point.x.begin());
  std::copy_n(bytes.begin() + 1 + point.x.size(), point.y.size(), point.y.begin());
  return point;
}

/// nullptr for a point that is not on the curve.
EvpPkey key_at(EcPoint const& point) {
  PointBytes bytes{k_uncompressed};
  std::ranges::copy(point.x, bytes.begin() + 1);
  std::ranges::copy(point.y, bytes.begin() + 1 + point.x.size());
  char group[] = SN_X9_62_prime256v1;
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                         OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size()),
                         OSSL_PARAM_construct_end()};
  EvpPkeyCtx const context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
    return nullptr;
  return EvpPkey(key);
}

/// Z, of which the caller leaves no copy. OpenSSL checks the peer's point.
Result<Secret> agree(EVP_PKEY* own, EVP_PKEY* peer) {
  EvpPkeyCtx const context(EVP_PKEY_CTX_new(own, nullptr));
  if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1) return unusable("key agreement cannot start");
  if (EVP_PKEY_derive_set_peer(context.get(), peer) != 1) return broken("the sender's point is none to agree with");
  Secret secret{};
  std::size_t size = secret.size();
  if (EVP_PKEY_derive(context.get(), secret.data(), &size) != 1 || size != secret.size())
    return unusable("key agreement failed");
  return secret;
}

/// One round of the Concat KDF (NIST SP 800-56A §5.8.1).
SealKey wrapping_key(Secret& secret) {
  Digest const derived = Sha256().update("\x00\x00\x00\x01"sv).update(ByteView(secret)).update(k_other_info).finish();
  OPENSSL_cleanse(secret.data(), secret.size());
  SealKey key;
  key.bytes = derived.bytes;
  return key;
}

CipherCtx wrap_context(SealKey const& with, bool wrapping) {
  CipherCtx context(EVP_CIPHER_CTX_new());
  HUECRY_ASSERT(context != nullptr);
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  HUECRY_ASSERT(EVP_CipherInit_ex2(context.get(), detail::fetched_aes_256_wrap(), with.bytes.data(), nullptr,
                                   wrapping ? 1 : 0, nullptr) == 1);
  return context;
}

}

Result<WrappedKey> wrap_key(SealKey const& key, PublicKey const& recipient) {
  if (!is_on_p256(recipient.native())) return unusable("a recipient's key that is not on P-256");
  EvpPkey const ephemeral(EVP_EC_gen("P-256"));
  if (ephemeral == nullptr) return unusable("no key could be made");
  WrappedKey wrapped;
  HUECRY_TRY(wrapped.ephemeral, point_of(ephemeral.get()));
  HUECRY_TRY(Secret secret, agree(ephemeral.get(), recipient.native()));
  CipherCtx const context = wrap_context(wrapping_key(secret), true);
  int length = 0;
  HUECRY_ASSERT(EVP_CipherUpdate(context.get(), wrapped.bytes.data(), &length, key.bytes.data(),
                                 static_cast<int>(key.bytes.size())) == 1);
  HUECRY_ASSERT(static_cast<std::size_t>(length) == wrapped.bytes.size());
  return wrapped;
}

struct UnwrapKey::State {
  std::mutex mutex;
  EvpPkey key;
};

Result<UnwrapKey> UnwrapKey::from_native(EvpPkey key) {
  if (key == nullptr || !is_on_p256(key.get())) return unusable("a key for messages must be on P-256");
  auto state = std::make_shared<State>();
  state->key = std::move(key);
  return UnwrapKey(std::move(state));
}

Result<SealKey> UnwrapKey::unwrap(WrappedKey const& wrapped) const {
  EvpPkey const sender = key_at(wrapped.ephemeral);
  if (sender == nullptr) return broken("the sender's point is not on the curve");
  Result<Secret> secret;
  {
    std::lock_guard const lock(state_->mutex);
    secret = agree(state_->key.get(), sender.get());
  }
  if (!secret) return std::move(secret).error();
  CipherCtx const context = wrap_context(wrapping_key(*secret), false);
  // OpenSSL writes no more than what was wrapped, but may use eight bytes more on the way.
  std::array<std::uint8_t, std::tuple_size_v<decltype(wrapped.bytes)>> opened{};
  int length = 0;
  bool const intact = EVP_CipherUpdate(context.get(), opened.data(), &length, wrapped.bytes.data(),
                                       static_cast<int>(wrapped.bytes.size())) == 1;
  SealKey key;
  bool const whole = intact && static_cast<std::size_t>(length) == key.bytes.size();
  if (whole) std::copy_n(opened.begin(), key.bytes.size(), key.bytes.begin());
  OPENSSL_cleanse(opened.data(), opened.size());
  if (!whole) return broken("the key of the message was not wrapped for this key, or was changed");
  return key;
}

}
