#include "protocol/base/encoding.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/seed.hpp"

using namespace huecry;

TEST_SUITE("protocol/base encoding") {
  TEST_CASE("base64url reads back what it wrote, for every length up to 100") {
    HUECRY_SEEDED;
    auto generator = test::generator("base64url");
    for (std::size_t length = 0; length <= 100; ++length) {
      Bytes bytes(length);
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(generator());
      auto const url = base64url_decode(base64url_encode(bytes));
      auto const standard = base64_decode(base64_encode(bytes));
      auto const hex = hex_decode(hex_encode(bytes));
      REQUIRE(url);
      REQUIRE(standard);
      REQUIRE(hex);
      CHECK(*url == bytes);
      CHECK(*standard == bytes);
      CHECK(*hex == bytes);
    }
  }

  TEST_CASE("base64url accepts one text for each value and nothing else") {
    struct Row {
      std::string name;
      char const* text;
      bool accepted;
    };
    Row const rows[] = {{"empty", "", true},
                        {"one byte", "Zg", true},
                        {"two bytes", "Zm8", true},
                        {"three bytes", "Zm9v", true},
                        {"url alphabet", "_-8", true},
                        {"standard alphabet", "/+8", false},
                        {"padding", "Zg==", false},
                        {"length 1 mod 4", "Zm9vZ", false},
                        {"unused bits set, one byte", "Zh", false},
                        {"unused bits set, two bytes", "Zm9", false},
                        {"line break", "Zm9v\n", false},
                        {"space", "Zm 9", false},
                        {"not ASCII", "Zm9\xc3", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(static_cast<bool>(base64url_decode(row.text)) == row.accepted);
    }
  }

  TEST_CASE("standard base64 wants its padding") {
    struct Row {
      std::string name;
      char const* text;
      bool accepted;
    };
    Row const rows[] = {{"padded", "Zg==", true},
                        {"whole", "Zm9v", true},
                        {"not padded", "Zg", false},
                        {"too much padding", "Zg==========", false},
                        {"padding inside", "Z=g=", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(static_cast<bool>(base64_decode(row.text)) == row.accepted);
    }
  }

  TEST_CASE("a digest has exactly 43 characters") {
    CHECK(digest_from_base64url(std::string(43, 'A')));
    CHECK_FALSE(digest_from_base64url(std::string(42, 'A')));
    CHECK_FALSE(digest_from_base64url(std::string(44, 'A')));
    CHECK_FALSE(digest_from_base64url(""));
  }

  TEST_CASE("UTF-8 is well-formed or refused") {
    struct Row {
      std::string name;
      std::string text;
      bool accepted;
    };
    Row const rows[] = {{"ASCII", "abc", true},
                        {"NUL is UTF-8; others refuse it", std::string("\0", 1), true},
                        {"two bytes", "\xc3\xa9", true},
                        {"three bytes", "\xe2\x82\xac", true},
                        {"four bytes", "\xf0\x9f\x9a\x93", true},
                        {"last code point", "\xf4\x8f\xbf\xbf", true},
                        {"above the last", "\xf4\x90\x80\x80", false},
                        {"overlong slash", "\xc0\xaf", false},
                        {"overlong three", "\xe0\x80\xaf", false},
                        {"surrogate", "\xed\xa0\x80", false},
                        {"lone tail", "\x80", false},
                        {"cut sequence", "\xe2\x82", false},
                        {"0xff", "\xff", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(is_utf8(row.text) == row.accepted);
    }
  }
}
