#include "protocol/text/nfc.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry;

TEST_SUITE("protocol/text nfc") {
  TEST_CASE("form C is recognised, other forms and other bytes are not") {
    struct Row {
      std::string name, text;
      bool expected;
    };
    Row const rows[] = {{"ASCII", "O'Neill", true},
                        {"composed", "José", true},
                        {"decomposed", "Jose\u0301", false},
                        {"Hangul syllables", "김", true},
                        {"Hangul letters", "\u1100\u1175\u11B7", false},
                        {"compatibility characters are form C", "ﬁ", true},
                        {"the Kelvin sign is not", "\u212A", false},
                        {"a letter and mark without composition", "q\u0301", true},
                        {"marks in the wrong order", "q\u0301\u0323", false},
                        {"not UTF-8", "\xC3(", false},
                        {"empty", "", true}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(text::is_nfc(row.text) == row.expected);
    }
  }

  TEST_CASE("any text can be brought into form C") {
    CHECK(text::to_nfc("Jose\u0301") == "José");
    CHECK(text::to_nfc("\u1100\u1175\u11B7") == "김");
    CHECK(text::to_nfc("ﬁ") == "ﬁ");
    CHECK(text::to_nfc("O'Neill") == "O'Neill");
    CHECK(text::to_nfc("") == "");
    CHECK(text::to_nfc("\xC3(") == "");
  }
}
