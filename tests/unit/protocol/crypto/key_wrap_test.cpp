#include "protocol/crypto/key_wrap.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "protocol/crypto/signer.hpp"

using namespace huecry;
using crypto::Algorithm;
using crypto::PrivateKey;
using crypto::SealKey;
using crypto::UnwrapKey;
using crypto::WrappedKey;

namespace {

UnwrapKey unwrap_key_of(PrivateKey const& key) {
  EVP_PKEY_up_ref(key.native());
  auto opened = UnwrapKey::from_native(crypto::EvpPkey(key.native()));
  REQUIRE(opened);
  return *opened;
}

struct Recipient {
  PrivateKey key = *PrivateKey::generate(Algorithm::es256);
  UnwrapKey own = unwrap_key_of(key);
};

SealKey some_key() {
  SealKey key;
  for (std::size_t i = 0; i < key.bytes.size(); ++i) key.bytes[i] = static_cast<std::uint8_t>(i * 7 + 1);
  return key;
}

WrappedKey wrapped_for(Recipient const& recipient) {
  auto wrapped = crypto::wrap_key(some_key(), recipient.key.public_key());
  REQUIRE(wrapped);
  return *wrapped;
}

bool is_refused(Recipient const& recipient, WrappedKey const& changed) {
  auto const opened = recipient.own.unwrap(changed);
  return !opened && opened.error().code == Errc::corrupt;
}

}

TEST_SUITE("crypto: wrapped keys") {
  TEST_CASE("what was wrapped for a key opens with it, and with no other") {
    Recipient const recipient, stranger;
    WrappedKey const wrapped = wrapped_for(recipient);
    auto const opened = recipient.own.unwrap(wrapped);
    REQUIRE(opened);
    CHECK(opened->bytes == some_key().bytes);
    CHECK(is_refused(stranger, wrapped));
  }

  TEST_CASE("each wrapping has an agreement of its own") {
    Recipient const recipient;
    WrappedKey const one = wrapped_for(recipient), two = wrapped_for(recipient);
    CHECK(one.ephemeral != two.ephemeral);
    CHECK(one.bytes != two.bytes);
  }

  TEST_CASE("one bit changed anywhere is found") {
    Recipient const recipient;
    WrappedKey const wrapped = wrapped_for(recipient);
    for (std::size_t at = 0; at < wrapped.bytes.size(); ++at) {
      WrappedKey changed = wrapped;
      changed.bytes[at] ^= 0x10;
      CHECK_MESSAGE(is_refused(recipient, changed), at);
    }
    for (std::size_t at = 0; at < wrapped.ephemeral.x.size(); ++at) {
      WrappedKey x = wrapped, y = wrapped;
      x.ephemeral.x[at] ^= 0x01;
      y.ephemeral.y[at] ^= 0x01;
      CHECK_MESSAGE(is_refused(recipient, x), at);
      CHECK_MESSAGE(is_refused(recipient, y), at);
    }
  }

  TEST_CASE("points that are none are refused before any agreement") {
    Recipient const recipient;
    WrappedKey const good = wrapped_for(recipient);
    struct Row {
      char const* name;
      std::uint8_t x, y;
    };
    for (Row const& row : {Row{"zero", 0, 0}, Row{"beyond the field", 0xff, 0xff}, Row{"off the curve", 1, 1}}) {
      CAPTURE(row.name);
      WrappedKey changed = good;
      std::ranges::fill(changed.ephemeral.x, row.x);
      std::ranges::fill(changed.ephemeral.y, row.y);
      CHECK(is_refused(recipient, changed));
    }
  }

  TEST_CASE("only keys on P-256 take part") {
    for (Algorithm const algorithm : {Algorithm::es384, Algorithm::ps256, Algorithm::eddsa}) {
      CAPTURE(crypto::to_text(algorithm));
      auto const key = PrivateKey::generate(algorithm);
      REQUIRE(key);
      auto const wrapped = crypto::wrap_key(some_key(), key->public_key());
      REQUIRE_FALSE(wrapped);
      CHECK(wrapped.error().code == Errc::key_unusable);
      EVP_PKEY_up_ref(key->native());
      CHECK_FALSE(UnwrapKey::from_native(crypto::EvpPkey(key->native())));
    }
    CHECK_FALSE(UnwrapKey::from_native(nullptr));
  }
}
