#include "protocol/crypto/public_key.hpp"

#include <doctest/doctest.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/openssl.hpp"
#include "tests/unit/protocol/crypto/keys.hpp"

using namespace huecry;
using namespace huecry::crypto;
using huecry::test::k_algorithms;
using huecry::test::key_of;

namespace {

constexpr std::string_view k_message = "protected.payload";

Bytes hex(std::string const& text) { return *hex_decode(text); }
Bytes b64u(std::string const& text) { return *base64url_decode(text); }

Bytes spki_of(EVP_PKEY* key) {
  unsigned char* out = nullptr;
  int const length = i2d_PUBKEY(key, &out);
  OpensslBytes const owned(out);
  return Bytes(out, out + length);
}

EvpPkey key_of_type(char const* type) { return EvpPkey(EVP_PKEY_Q_keygen(nullptr, nullptr, type)); }

EvpPkey key_with_spelt_out_curve() {
  EvpPkeyCtx const context(EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_keygen_init(context.get());
  EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), NID_X9_62_prime256v1);
  EVP_PKEY_CTX_set_ec_param_enc(context.get(), OPENSSL_EC_EXPLICIT_CURVE);
  EVP_PKEY_keygen(context.get(), &key);
  return EvpPkey(key);
}

EvpPkey pss_only_key() {
  EvpPkeyCtx const context(EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_keygen_init(context.get());
  EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 3072);
  EVP_PKEY_keygen(context.get(), &key);
  return EvpPkey(key);
}

Algorithm another(Algorithm algorithm) { return algorithm == Algorithm::es256 ? Algorithm::ps256 : Algorithm::es256; }

}

TEST_SUITE("protocol/crypto public key") {
  TEST_CASE("each algorithm verifies what its key signed, and nothing near it") {
    for (Algorithm algorithm : k_algorithms) {
      CAPTURE(std::string(to_text(algorithm)));
      PublicKey const key = key_of(algorithm).public_key();
      Bytes const message(as_bytes(k_message).begin(), as_bytes(k_message).end());
      Bytes const signature = *key_of(algorithm).sign(message);
      CHECK(key.algorithm() == algorithm);
      CHECK(key.verify(algorithm, message, signature));

      Bytes other_message = message;
      other_message.back() ^= 1;
      CHECK(key.verify(algorithm, other_message, signature).error().code == Errc::signature_invalid);
      CHECK_FALSE(key.verify(algorithm, {}, signature));
      CHECK(key.verify(another(algorithm), message, signature).error().code == Errc::signature_invalid);
      CHECK_FALSE(PrivateKey::generate(Algorithm::es256)->public_key().verify(algorithm, message, signature));
    }
  }

  TEST_CASE("a signature has exactly its length, and each byte of it counts") {
    for (Algorithm algorithm : k_algorithms) {
      CAPTURE(std::string(to_text(algorithm)));
      PublicKey const key = key_of(algorithm).public_key();
      Bytes const signature = *key_of(algorithm).sign(as_bytes(k_message));
      Bytes longer = signature;
      longer.push_back(0);
      ByteView const whole(signature);
      CHECK_FALSE(key.verify(algorithm, as_bytes(k_message), longer));
      CHECK_FALSE(key.verify(algorithm, as_bytes(k_message), whole.first(whole.size() - 1)));
      CHECK_FALSE(key.verify(algorithm, as_bytes(k_message), whole.subspan(1)));
      CHECK_FALSE(key.verify(algorithm, as_bytes(k_message), {}));
      CHECK_FALSE(key.verify(algorithm, as_bytes(k_message), Bytes(signature.size(), 0)));
      // ES384 verifications take a millisecond each: a sample is enough.
      for (std::size_t i = 0; i < signature.size(); i += algorithm == Algorithm::es384 ? 13 : 5) {
        Bytes changed = signature;
        changed[i] ^= 0x10;
        CAPTURE(i);
        CHECK_FALSE(key.verify(algorithm, as_bytes(k_message), changed));
      }
    }
  }

  TEST_CASE("a digest at hand is as good as the message, where the algorithm hashes with SHA-256") {
    for (Algorithm algorithm : k_algorithms) {
      CAPTURE(std::string(to_text(algorithm)));
      bool const possible = algorithm == Algorithm::es256 || algorithm == Algorithm::ps256;
      PublicKey const key = key_of(algorithm).public_key();
      Bytes const signature = *key_of(algorithm).sign(as_bytes(k_message));
      CHECK(static_cast<bool>(key.verify_digest(algorithm, sha256(k_message), signature)) == possible);
      CHECK_FALSE(key.verify_digest(algorithm, sha256("another"), signature));
      CHECK_FALSE(key.verify_digest(another(algorithm), sha256(k_message), signature));
    }
  }

  TEST_CASE("ES256 verifies the example of RFC 7515 A.3") {
    Bytes point{4};
    for (char const* text :
         {"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}) {
      Bytes const coordinate = b64u(text);
      point.insert(point.end(), coordinate.begin(), coordinate.end());
    }
    Bytes spki = hex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    spki.insert(spki.end(), point.begin(), point.end());
    auto const key = PublicKey::from_spki(spki);
    REQUIRE(key);
    std::string_view const signed_text =
        "eyJhbGciOiJFUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    Bytes const signature =
        b64u("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    CHECK(key->verify(Algorithm::es256, as_bytes(signed_text), signature));
    CHECK_FALSE(key->verify(Algorithm::es256, as_bytes(signed_text.substr(1)), signature));
  }

  TEST_CASE("EdDSA verifies the example of RFC 8037 A.4") {
    auto const key = PublicKey::from_ed25519(b64u("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
    REQUIRE(key);
    std::string_view const signed_text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    Bytes const signature =
        b64u("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
    CHECK(key->verify(Algorithm::eddsa, as_bytes(signed_text), signature));
    CHECK_FALSE(key->verify(Algorithm::eddsa, as_bytes(signed_text.substr(1)), signature));
  }

  TEST_CASE("a key keeps its encoding, and its copies are equal") {
    for (Algorithm algorithm : k_algorithms) {
      CAPTURE(std::string(to_text(algorithm)));
      PublicKey const key = key_of(algorithm).public_key();
      auto const read = PublicKey::from_spki(key.spki());
      REQUIRE(read);
      CHECK(*read == key);
      CHECK(read->spki() == key.spki());
      CHECK_FALSE(*read == PrivateKey::generate(Algorithm::eddsa)->public_key());
      CHECK(static_cast<bool>(key.ed25519()) == (algorithm == Algorithm::eddsa));
    }
  }

  TEST_CASE("keys outside the list are refused, and the list is not refused") {
    struct Row {
      std::string name;
      Bytes spki;
      bool accepted;
    };
    Bytes const p256 = key_of(Algorithm::es256).public_key().spki();
    Bytes trailing = p256;
    trailing.push_back(0);
    Bytes off_curve = p256;
    off_curve.back() ^= 1;
    Bytes long_form = p256;  // the outer length as 81 59: BER, not DER
    long_form.insert(long_form.begin() + 1, 0x81);
    Row const rows[] = {{"P-256", p256, true},
                        {"P-384", spki_of(EvpPkey(EVP_EC_gen("P-384")).get()), true},
                        {"RSA-3072", key_of(Algorithm::ps256).public_key().spki(), true},
                        {"Ed25519", spki_of(key_of_type("ED25519").get()), true},
                        {"empty", {}, false},
                        {"not DER", hex("3003020101"), false},
                        {"something after it", trailing, false},
                        {"BER", long_form, false},
                        {"point off the curve", off_curve, false},
                        {"P-521", spki_of(EvpPkey(EVP_EC_gen("P-521")).get()), false},
                        {"secp256k1", spki_of(EvpPkey(EVP_EC_gen("secp256k1")).get()), false},
                        {"brainpool", spki_of(EvpPkey(EVP_EC_gen("brainpoolP256r1")).get()), false},
                        {"P-256 spelt out by its parameters", spki_of(key_with_spelt_out_curve().get()), false},
                        {"RSA-2048", spki_of(EvpPkey(EVP_RSA_gen(2048)).get()), false},
                        {"RSA-PSS", spki_of(pss_only_key().get()), false},
                        {"X25519", spki_of(key_of_type("X25519").get()), false},
                        {"Ed448", spki_of(key_of_type("ED448").get()), false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const key = PublicKey::from_spki(row.spki);
      CHECK(static_cast<bool>(key) == row.accepted);
      if (!key) CHECK(key.error().code == Errc::key_unusable);
    }
    CHECK_FALSE(PublicKey::from_native(nullptr));
    CHECK_FALSE(PublicKey::from_ed25519(Bytes(31)));
  }

  TEST_CASE("the RSA limits hold at the limit and one step past it") {
    EvpPkey const key(EVP_RSA_gen(2048));
    CHECK(PublicKey::from_native(key.get(), {.rsa_bits_min = 2048}));
    CHECK_FALSE(PublicKey::from_native(key.get(), {.rsa_bits_min = 2049}));
    CHECK(PublicKey::from_native(key.get(), {.rsa_bits_min = 2048, .rsa_bits_max = 2048}));
    CHECK_FALSE(PublicKey::from_native(key.get(), {.rsa_bits_min = 1024, .rsa_bits_max = 2047}));
  }

  TEST_CASE("threads verify with one key at the same time") {
    for (Algorithm algorithm : {Algorithm::es256, Algorithm::ps256, Algorithm::eddsa}) {
      CAPTURE(std::string(to_text(algorithm)));
      PublicKey const key = key_of(algorithm).public_key();
      Bytes const signature = *key_of(algorithm).sign(as_bytes(k_message));
      std::atomic<int> good = 0;
      std::atomic<int> bad = 0;
      {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
          threads.emplace_back([&, copy = key] {
            for (int i = 0; i < 50; ++i) {
              good += copy.verify(algorithm, as_bytes(k_message), signature) ? 1 : 0;
              bad += copy.verify(algorithm, as_bytes("another"), signature) ? 1 : 0;
            }
          });
        }
      }
      CHECK(good == 200);
      CHECK(bad == 0);
    }
  }

  TEST_CASE("a refusal leaves nothing in OpenSSL's error queue") {
    CHECK_FALSE(PublicKey::from_spki(hex("3003020101")));
    CHECK(drain_errors().empty());
    CHECK_FALSE(key_of(Algorithm::ps256).public_key().verify(Algorithm::ps256, as_bytes(k_message), Bytes(384, 1)));
    CHECK(drain_errors().empty());
    CHECK_FALSE(key_of(Algorithm::es256).public_key().verify(Algorithm::es256, as_bytes(k_message), Bytes(64, 1)));
    CHECK(drain_errors().empty());
  }
}
