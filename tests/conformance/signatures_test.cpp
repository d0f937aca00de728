// Wycheproof (C2SP/wycheproof @ dac1dd4): signatures in the form of JOSE, all as labelled.

#include <doctest/doctest.h>

#include <string>

#include "protocol/crypto/public_key.hpp"
#include "tests/conformance/vectors.hpp"

using namespace huecry;
using crypto::Algorithm;

namespace {

struct Suite {
  std::string file;
  Algorithm algorithm;
  std::size_t cases;
  std::size_t valid;
};

/// A group whose key is refused counts as refused signatures.
bool accepts(Result<crypto::PublicKey> const& key, Algorithm algorithm, nlohmann::json const& test) {
  if (!key) return false;
  Bytes const message = test::from_hex(test.at("msg"));
  Bytes const signature = test::from_hex(test.at("sig"));
  return static_cast<bool>(key->verify(algorithm, message, signature));
}

}

TEST_SUITE("conformance signatures") {
  TEST_CASE("every case is as labelled") {
    HUECRY_NEEDS_VECTORS;
    Suite const suites[] = {{"ecdsa_secp256r1_sha256_p1363_test.json", Algorithm::es256, 262, 173},
                            {"ecdsa_secp384r1_sha384_p1363_test.json", Algorithm::es384, 280, 193},
                            {"ed25519_test.json", Algorithm::eddsa, 151, 88},
                            {"rsa_pss_3072_sha256_mgf1_32_test.json", Algorithm::ps256, 108, 63}};
    for (Suite const& suite : suites) {
      CAPTURE(suite.file);
      std::size_t cases = 0;
      std::size_t valid = 0;
      nlohmann::json const vectors = test::load_vector("wycheproof/" + suite.file);
      for (auto const& group : vectors.at("testGroups")) {
        auto const key = crypto::PublicKey::from_spki(test::from_hex(group.at("publicKeyDer")));
        for (auto const& test : group.at("tests")) {
          std::string const name =
              std::to_string(test.at("tcId").get<int>()) + " " + test.at("comment").get<std::string>();
          CAPTURE(name);
          bool const accepted = accepts(key, suite.algorithm, test);
          CHECK(accepted == (test.at("result") == "valid"));
          ++cases;
          valid += accepted ? 1U : 0U;
        }
      }
      CHECK(cases == suite.cases);
      CHECK(valid == suite.valid);
    }
  }
}
