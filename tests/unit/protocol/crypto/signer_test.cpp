#include "protocol/crypto/signer.hpp"

#include <doctest/doctest.h>
#include <openssl/pem.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "protocol/crypto/openssl.hpp"
#include "tests/unit/protocol/crypto/keys.hpp"

using namespace huecry;
using namespace huecry::crypto;
using huecry::test::k_algorithms;
using huecry::test::key_of;

namespace {

std::string encrypted_pem() {
  Bio const sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(sink.get(), key_of(Algorithm::es256).native(), EVP_aes_256_cbc(), "secret", 6, nullptr,
                                nullptr);
  char* text = nullptr;
  long const length = BIO_get_mem_data(sink.get(), &text);
  return std::string(text, static_cast<std::size_t>(length));
}

std::string pem_of(EVP_PKEY* key) {
  Bio const sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  long const length = BIO_get_mem_data(sink.get(), &text);
  return std::string(text, static_cast<std::size_t>(length));
}

}

TEST_SUITE("protocol/crypto signer") {
  TEST_CASE("a key reads back from its PEM and signs as before") {
    for (Algorithm algorithm : k_algorithms) {
      CAPTURE(std::string(to_text(algorithm)));
      auto const pem = key_of(algorithm).to_pem();
      REQUIRE(pem);
      CHECK(pem->starts_with("-----BEGIN PRIVATE KEY-----\n"));
      auto read = PrivateKey::from_pem(*pem);
      REQUIRE(read);
      CHECK(read->algorithm() == algorithm);
      CHECK(read->public_key() == key_of(algorithm).public_key());
      auto const signature = read->sign(as_bytes("text"));
      REQUIRE(signature);
      CHECK(key_of(algorithm).public_key().verify(algorithm, as_bytes("text"), *signature));
    }
  }

  TEST_CASE("signatures have the fixed length of JOSE, also when r or s is short") {
    struct Row {
      Algorithm algorithm;
      std::size_t bytes;
      int rounds;
    };
    // One r in 256 is short: 1000 signatures miss that with a chance of 2 %.
    Row const rows[] = {
        {Algorithm::es256, 64, 1000}, {Algorithm::es384, 96, 5}, {Algorithm::ps256, 384, 3}, {Algorithm::eddsa, 64, 5}};
    for (Row const& row : rows) {
      for (int round = 0; round < row.rounds; ++round)
        CHECK(key_of(row.algorithm).sign(as_bytes("text"))->size() == row.bytes);
    }
  }

  TEST_CASE("what is no usable private key is refused without a question on the terminal") {
    struct Row {
      std::string name;
      std::string pem;
    };
    std::string const whole = *key_of(Algorithm::es256).to_pem();
    Row const rows[] = {{"empty", ""},
                        {"not PEM", "hello"},
                        {"cut", whole.substr(0, whole.size() / 2)},
                        {"with a passphrase", encrypted_pem()},
                        {"P-521", pem_of(EvpPkey(EVP_EC_gen("P-521")).get())},
                        {"RSA-2048", pem_of(EvpPkey(EVP_RSA_gen(2048)).get())},
                        {"a megabyte", std::string(1024 * 1024, 'A')}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const key = PrivateKey::from_pem(row.pem);
      REQUIRE_FALSE(key);
      CHECK(key.error().code == Errc::key_unusable);
      CHECK(drain_errors().empty());
    }
  }

  TEST_CASE("a public key alone cannot sign") {
    auto const key = PublicKey::from_spki(key_of(Algorithm::es256).public_key().spki());
    auto const signature = sign_with(key->native(), Algorithm::es256, as_bytes("text"));
    REQUIRE_FALSE(signature);
    CHECK(signature.error().code == Errc::key_unusable);
  }

  TEST_CASE("threads sign with one key at the same time") {
    std::atomic<int> good = 0;
    PublicKey const key = key_of(Algorithm::es256).public_key();
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
          for (int i = 0; i < 50; ++i) {
            auto const signature = key_of(Algorithm::es256).sign(as_bytes("text"));
            good += signature && key.verify(Algorithm::es256, as_bytes("text"), *signature) ? 1 : 0;
          }
        });
      }
    }
    CHECK(good == 200);
  }
}
