#include "protocol/log/hash.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/encoding.hpp"

using namespace huecry;

namespace {
std::string hex(Digest const& digest) { return hex_encode(digest.view()); }
Digest filled(std::uint8_t byte) {
  Digest digest;
  digest.bytes.fill(byte);
  return digest;
}
}

TEST_SUITE("protocol/log hash") {
  // From transparency-dev/merkle, rfc6962/rfc6962_test.go.
  TEST_CASE("the hashes are those of RFC 6962") {
    CHECK(hex(log::empty_root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(log::leaf_hash("")) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    CHECK(hex(log::leaf_hash("L123456")) == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  }

  // printf '\1…' | sha256sum, 32 times 0x11 and 32 times 0x22.
  TEST_CASE("a node is the hash of its prefix, left and right, in this order") {
    Digest const node = log::node_hash(filled(0x11), filled(0x22));
    CHECK(hex(node) == "1d8f52d3ec81ac02cd97cb3281523be47af850c0f0295af866f04bc245f46bbf");
    CHECK(node != log::node_hash(filled(0x22), filled(0x11)));
  }

  TEST_CASE("an entry with the bytes of a node has another hash than the node") {
    std::string const forged = std::string(32, '\x11') + std::string(32, '\x22');
    CHECK(log::leaf_hash(forged) != log::node_hash(filled(0x11), filled(0x22)));
  }
}
