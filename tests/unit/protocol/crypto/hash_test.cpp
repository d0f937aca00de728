#include "protocol/crypto/hash.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "protocol/base/encoding.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using crypto::sha256;
using crypto::Sha256;

namespace {

std::string hex_of(Digest const& digest) { return hex_encode(digest.view()); }

}

TEST_SUITE("protocol/crypto hash") {
  TEST_CASE("SHA-256 gives the known answers of FIPS 180-4 and of the log's empty values") {
    struct Row {
      std::string name;
      std::string text;
      std::string expected;
    };
    Row const rows[] = {
        {"empty", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"one NUL", std::string(1, '\0'), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"a million a", std::string(1'000'000, 'a'),
         "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(hex_of(sha256(row.text)) == row.expected);
      CHECK(hex_of(Sha256().update(row.text).finish()) == row.expected);
    }
  }

  TEST_CASE("however a text is cut, its digest is the same, and the hash can be used again") {
    HUECRY_SEEDED;
    auto generator = test::generator("hash cuts");
    Sha256 hash;
    for (int round = 0; round < 200; ++round) {
      std::string text(generator() % 300, '\0');
      for (char& c : text) c = static_cast<char>(generator());
      std::size_t const cut = generator() % (text.size() + 1);
      hash.update(text.substr(0, cut));
      CHECK(hash.peek() == sha256(text.substr(0, cut)));
      CHECK(hash.update(text.substr(cut)).finish() == sha256(text));
    }
  }

  TEST_CASE("peek leaves the hash as it was") {
    Sha256 hash;
    hash.update(std::string_view("ab"));
    CHECK(hash.peek() == sha256("ab"));
    CHECK(hash.peek() == sha256("ab"));
    CHECK(hash.update(std::string_view("c")).finish() == sha256("abc"));
    CHECK(hash.finish() == sha256(""));
  }

  TEST_CASE("a moved hash goes on where it was") {
    Sha256 first;
    first.update(std::string_view("ab"));
    Sha256 second = std::move(first);
    CHECK(second.update(std::string_view("c")).finish() == sha256("abc"));
  }

  TEST_CASE("threads hash at the same time") {
    std::vector<Digest> digests(4);
    {
      std::vector<std::jthread> threads;
      for (Digest& digest : digests) {
        threads.emplace_back([&digest] {
          for (int i = 0; i < 1000; ++i) digest = sha256("abc");
        });
      }
    }
    for (Digest const& digest : digests) CHECK(digest == sha256("abc"));
  }
}
