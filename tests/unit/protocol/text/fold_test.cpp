#include "protocol/text/fold.hpp"

#include <doctest/doctest.h>

#include "tests/support/seed.hpp"

using namespace huecry;

TEST_SUITE("protocol/text fold") {
  TEST_CASE("what people type and what the record holds meet in one form") {
    struct Row {
      std::string name, given, expected;
    };
    Row const rows[] = {{"plain", "MUSTERMANN", "mustermann"},
                        {"accents", "José Nuñez", "jose nunez"},
                        {"accents, decomposed", "Jose\u0301", "jose"},
                        {"sharp s", "Weiß", "weiss"},
                        {"capital sharp s", "WEIẞ", "weiss"},
                        {"stroke", "Łukasz Øster", "lukasz oster"},
                        {"ligatures", "Æsa ﬁn", "aesa fin"},
                        {"Turkish dotted and dotless", "İlker Işık", "ilker isik"},
                        {"Vietnamese, two marks on a letter", "Nguyễn", "nguyen"},
                        {"Cyrillic short i", "Николай", "николаи"},
                        {"Greek with tonos and final sigma", "Γιώργος", "γιωργοσ"},
                        {"Arabic vowel signs", "مُحَمَّد", "محمد"},
                        {"Hebrew points", "דָּוִד", "דוד"},
                        {"full width", "ＡＢＣ１２", "abc12"},
                        {"zero-width joiner", "ab\u200Dc", "abc"},
                        {"Han is kept", "王小明", "王小明"},
                        {"empty", "", ""}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(text::fold(row.given) == row.expected);
    }
  }

  TEST_CASE("marks that make another word stay") {
    struct Row {
      std::string name, one, other;
    };
    Row const rows[] = {{"Devanagari vowel signs", "कुमार", "कमार"},
                        {"Devanagari virama", "शर्मा", "शरमा"},
                        {"voiced kana", "がいと", "かいと"},
                        {"Hangul syllables", "김", "깁"},
                        {"letters as such", "Mayer", "Meyer"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(text::fold(row.one) != text::fold(row.other));
    }
  }

  TEST_CASE("text that is not UTF-8 folds to nothing") {
    CHECK(text::fold("\xC3(") == "");
    CHECK(text::fold("\xED\xA0\x80") == "");
  }

  TEST_CASE("folding twice changes nothing") {
    HUECRY_SEEDED;
    auto random = test::generator("fold");
    std::u32string_view const letters = U"aÅßŁøİıΣςйДمُ٣한がｶﾞकुर्ﬀ①²Ǆ\u0301\u0323\u00AD";
    for (int round = 0; round < 500; ++round) {
      std::string text;
      for (int i = 0; i < 8; ++i) {
        char32_t const c = letters[random() % letters.size()];
        if (c < 0x80) {
          text += static_cast<char>(c);
        } else if (c < 0x800) {
          text += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
        } else {
          text += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
                   static_cast<char>(0x80 | (c & 0x3F))};
        }
      }
      CAPTURE(text);
      CHECK(text::fold(text::fold(text)) == text::fold(text));
    }
  }
}
