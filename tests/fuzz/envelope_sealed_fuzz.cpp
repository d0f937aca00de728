// A sealed message: entries for certificates that are all different, each found by its name; opening it with a key that
// is not one of theirs ends in an error, never in a text.
#include "protocol/envelope/sealed.hpp"

#include <algorithm>

#include "protocol/crypto/signer.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

huecry::crypto::UnwrapKey const& stranger() {
  static huecry::crypto::UnwrapKey const key = [] {
    auto const made = huecry::crypto::PrivateKey::generate(huecry::crypto::Algorithm::es256);
    EVP_PKEY_up_ref(made->native());
    return *huecry::crypto::UnwrapKey::from_native(huecry::crypto::EvpPkey(made->native()));
  }();
  return key;
}

}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  auto const message = envelope::parse_sealed(fuzz::text_of(data, size));
  if (!message) return 0;
  ++fuzz::accepted;
  fuzz::require(!message->entries().empty());
  for (envelope::SealedEntry const& entry : message->entries()) fuzz::require(message->entry(entry.kid) == &entry);
  Digest const& first = message->entries().front().kid;
  fuzz::require(!envelope::open_sealed(*message, first, stranger()));
  return 0;
}
