#include "protocol/crypto/hmac.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "protocol/base/encoding.hpp"

using namespace huecry;

TEST_SUITE("protocol/crypto hmac") {
  TEST_CASE("the cases of RFC 4231 come out as printed") {
    struct Row {
      char const* name;
      std::vector<std::uint8_t> key;
      std::string text, mac;
    };
    Row const rows[] = {{"1", std::vector<std::uint8_t>(20, 0x0b), "Hi There",
                         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
                        {"2, a short key",
                         {'J', 'e', 'f', 'e'},
                         "what do ya want for nothing?",
                         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
                        {"6, a key longer than a block", std::vector<std::uint8_t>(131, 0xaa),
                         "Test Using Larger Than Block-Size Key - Hash Key First",
                         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(hex_encode(crypto::hmac_sha256(row.key, row.text).view()) == row.mac);
    }
  }
}
