#include "protocol/crypto/hkdf.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <string>

#include "protocol/base/bytes.hpp"

using namespace huecry;

namespace {

std::string hmac_sha512(std::string const& key, std::string const& text) {
  std::array<unsigned char, 64> out{};
  unsigned int size = 0;
  HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), as_bytes(text).data(), text.size(), out.data(), &size);
  REQUIRE(size == out.size());
  return std::string(as_text(out));
}

/// RFC 5869 §2.3, by its words.
std::string expand(std::string const& key, std::string const& info, std::size_t bytes) {
  std::string all, block;
  for (char number = 1; all.size() < bytes; ++number) all += block = hmac_sha512(key, block + info + number);
  return all.substr(0, bytes);
}

}

TEST_SUITE("crypto: HKDF") {
  TEST_CASE("the blocks are those of the RFC, in lengths around a block") {
    std::string const key = "thirty-two bytes of a random key", info = "what it is for";
    for (std::size_t const bytes : {1U, 32U, 63U, 64U, 65U, 76U, 200U}) {
      CAPTURE(bytes);
      std::string out(bytes, '\0');
      crypto::hkdf_expand_sha512(as_bytes(key), info, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
      CHECK(out == expand(key, info, bytes));
    }
  }
}
