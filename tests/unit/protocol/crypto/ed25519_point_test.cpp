#include "protocol/crypto/detail/ed25519_point.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/detail/verify_context.hpp"
#include "protocol/crypto/public_key.hpp"

using namespace huecry;
using namespace huecry::crypto;

namespace {

Bytes hex(std::string const& text) { return *hex_decode(text); }

struct Row {
  std::string name;
  std::string key;
};

// The eight points whose order divides 8, in their canonical form, and the further texts that decoders take for them.
Row const k_low_order[] = {
    {"order 1", "0100000000000000000000000000000000000000000000000000000000000000"},
    {"order 2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
    {"order 4", "0000000000000000000000000000000000000000000000000000000000000000"},
    {"order 4, other sign", "0000000000000000000000000000000000000000000000000000000000000080"},
    {"order 8, a", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"},
    {"order 8, a, other sign", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"},
    {"order 8, b", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"},
    {"order 8, b, other sign", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"},
    {"order 1 with the sign that zero has not", "0100000000000000000000000000000000000000000000000000000000000080"},
    {"order 2 with the sign that zero has not", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    {"p for 0", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
    {"p for 0, other sign", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    {"p + 1 for 1", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
    {"p + 1 for 1, other sign", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    {"the largest number", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}};

}

TEST_SUITE("protocol/crypto ed25519 point") {
  TEST_CASE("points of low order and second names of points are no keys") {
    for (Row const& row : k_low_order) {
      CAPTURE(row.name);
      CHECK_FALSE(crypto::detail::is_sound_ed25519(hex(row.key)));
      auto const key = PublicKey::from_ed25519(hex(row.key));
      REQUIRE_FALSE(key);
      CHECK(key.error().code == Errc::key_unusable);
    }
  }

  TEST_CASE("the keys of RFC 8032 §7.1 and the neighbours of what is refused are keys") {
    Row const rows[] = {{"test 1", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"},
                        {"test 2", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"},
                        {"y = 3", "0300000000000000000000000000000000000000000000000000000000000000"},
                        {"y = p - 3", "eaffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(crypto::detail::is_sound_ed25519(hex(row.key)));
    }
    CHECK(PublicKey::from_ed25519(hex(rows[0].key)));
  }

  TEST_CASE("OpenSSL accepts one signature for any message under a key of low order, which is why we look") {
    // R is the neutral point and s is 0: s·B = R + k·A holds for A of order 1, whatever the message.
    Bytes const neutral = hex(k_low_order[0].key);
    Bytes signature = neutral;
    signature.resize(64);
    EvpPkey const key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, neutral.data(), neutral.size()));
    CHECK(crypto::detail::verify_pure(key.get(), as_bytes("one message"), signature));
    CHECK(crypto::detail::verify_pure(key.get(), as_bytes("another"), signature));
    CHECK_FALSE(PublicKey::from_native(key.get()));
  }
}
