#include "protocol/crypto/aead.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "protocol/base/bytes.hpp"

using namespace huecry;

namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

template <class Array>
Array array_from(std::string_view hex) {
  Array array{};
  std::string const bytes = from_hex(hex);
  REQUIRE(bytes.size() == array.size());
  std::ranges::copy(as_bytes(bytes), array.begin());
  return array;
}

/// The Galois/Counter Mode of Operation (GCM), McGrew and Viega, appendix B, test case 16.
struct Case16 {
  crypto::SealKey key;
  crypto::SealNonce nonce = array_from<crypto::SealNonce>("cafebabefacedbaddecaf888");
  std::string about = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  std::string plain = from_hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  std::string sealed = from_hex(
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
  Case16() {
    key.bytes = array_from<decltype(key.bytes)>("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  }
};

}

TEST_SUITE("crypto: sealed text") {
  TEST_CASE("the published case is sealed and opened as published") {
    Case16 const known;
    CHECK(crypto::seal(known.key, known.nonce, known.about, known.plain) == known.sealed);
    auto const opened = crypto::open(known.key, known.nonce, known.about, known.sealed);
    REQUIRE(opened);
    CHECK(*opened == known.plain);
  }

  TEST_CASE("nothing at all can be sealed") {
    Case16 const known;
    std::string const sealed = crypto::seal(known.key, known.nonce, "", "");
    CHECK(sealed.size() == crypto::k_seal_tag_bytes);
    auto const opened = crypto::open(known.key, known.nonce, "", sealed);
    REQUIRE(opened);
    CHECK(opened->empty());
  }

  TEST_CASE("whatever bit is changed, of the text, the tag, the key, the nonce or what it is about, it does not open") {
    Case16 const known;
    for (std::size_t i = 0; i < known.sealed.size(); ++i) {
      INFO("byte " << i);
      std::string changed = known.sealed;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      auto const opened = crypto::open(known.key, known.nonce, known.about, changed);
      REQUIRE_FALSE(opened);
      CHECK(opened.error().code == Errc::corrupt);
    }
    Case16 other = known;
    other.key.bytes[31] ^= 1;
    CHECK_FALSE(crypto::open(other.key, known.nonce, known.about, known.sealed));
    other.nonce[0] ^= 1;
    CHECK_FALSE(crypto::open(known.key, other.nonce, known.about, known.sealed));
    CHECK_FALSE(crypto::open(known.key, known.nonce, known.about + "x", known.sealed));
  }

  TEST_CASE("what is shorter than a tag does not open") {
    Case16 const known;
    for (std::size_t n = 0; n < crypto::k_seal_tag_bytes; ++n)
      CHECK_FALSE(crypto::open(known.key, known.nonce, known.about, known.sealed.substr(0, n)));
  }
}
