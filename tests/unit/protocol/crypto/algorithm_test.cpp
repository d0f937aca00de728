#include "protocol/crypto/algorithm.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry::crypto;

TEST_SUITE("protocol/crypto algorithm") {
  TEST_CASE("each algorithm reads back its own name") {
    for (Algorithm algorithm : {Algorithm::es256, Algorithm::es384, Algorithm::ps256, Algorithm::eddsa}) {
      CHECK(algorithm_from_text(to_text(algorithm)) == algorithm);
    }
    CHECK(to_text(Algorithm::es256) == "ES256");
    CHECK(to_text(Algorithm::es384) == "ES384");
    CHECK(to_text(Algorithm::ps256) == "PS256");
    CHECK(to_text(Algorithm::eddsa) == "EdDSA");
  }

  TEST_CASE("no other name is an algorithm") {
    std::string const names[] = {
        "",      "none",  "NONE",  "HS256",  "RS256",   "ES512",  "ES256K", "PS384",
        "es256", "EDDSA", "Es256", "ES256 ", "Ed25519", " EdDSA", "ES2566", std::string("ES256\0", 6)};
    for (std::string const& name : names) {
      CAPTURE(name);
      CHECK_FALSE(algorithm_from_text(name).has_value());
    }
  }
}
