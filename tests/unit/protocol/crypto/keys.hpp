#pragma once
// Keys for tests, made once in a run: RSA takes long to make.

#include <map>

#include "protocol/crypto/signer.hpp"

namespace huecry::test {

inline constexpr crypto::Algorithm k_algorithms[] = {crypto::Algorithm::es256, crypto::Algorithm::es384,
                                                     crypto::Algorithm::ps256, crypto::Algorithm::eddsa};

/// The same key for each call with this algorithm.
inline crypto::PrivateKey& key_of(crypto::Algorithm algorithm) {
  static std::map<crypto::Algorithm, crypto::PrivateKey> keys;
  auto const known = keys.find(algorithm);
  if (known != keys.end()) return known->second;
  return keys.emplace(algorithm, *crypto::PrivateKey::generate(algorithm)).first->second;
}

}
