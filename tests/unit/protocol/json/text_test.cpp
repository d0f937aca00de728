#include "protocol/json/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "protocol/base/encoding.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using json::check_text;

TEST_SUITE("protocol/json text") {
  TEST_CASE("UTF-8 without BOM and NUL, wherever the odd byte stands") {
    struct Row {
      std::string name;
      std::string text;
      bool accepted;
    };
    Row const rows[] = {{"empty", "", true},
                        {"ASCII", "plain", true},
                        {"control characters", "\x01\x1f\x7f", true},
                        {"many scripts", "é€🚓 Ж 組 ص", true},
                        {"BOM in front", "\xef\xbb\xbfx", false},
                        {"BOM alone", "\xef\xbb\xbf", false},
                        {"BOM later is a character", "x\xef\xbb\xbf", true},
                        {"NUL", std::string("\0", 1), false},
                        {"overlong", "\xc0\x80", false},
                        {"sequence cut by ASCII", "\xe2\x82x", false},
                        {"sequence cut by the end", "\xe2\x82", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(static_cast<bool>(check_text(row.text)) == row.accepted);
    }
  }

  TEST_CASE("any text of up to 40 bytes is judged as byte by byte") {
    HUECRY_SEEDED;
    auto generator = test::generator("check_text");
    std::vector<std::string> const pieces = {"a", "bcdefghi", "é", "€", "🚓", "\x80", "\xe2\x82", "\xff"};
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
      std::string text;
      std::size_t const bytes_max = generator() % 40;
      // Broken pieces rarely, or no text would be whole.
      while (text.size() < bytes_max) text += pieces[generator() % (generator() % 8 == 0 ? pieces.size() : 5)];
      CAPTURE(text);
      CHECK(static_cast<bool>(check_text(text)) == is_utf8(text));
      accepted += is_utf8(text) ? 1 : 0;
    }
    CHECK(accepted > 1000);
    CHECK(accepted < 19'000);
  }

  TEST_CASE("the error names the place") {
    CHECK(check_text(std::string("ab\0", 3)).error().detail == "NUL byte at offset 2");
    CHECK(check_text("12345678901234567\xff").error().detail == "not UTF-8 near offset 17");
    CHECK(check_text("é\xff").error().detail == "not UTF-8 near offset 0");
    CHECK(check_text("\xff").error().code == Errc::json_invalid);
  }
}
