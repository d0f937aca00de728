#include "protocol/text/width.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry::text;

TEST_SUITE("protocol/text width") {
  TEST_CASE("a text is as wide as a terminal shows it") {
    struct Row {
      std::string name, text;
      std::size_t columns;
    };
    Row const rows[] = {{"nothing", "", 0},
                        {"Latin", "Kehl", 4},
                        {"an accent of its own", "e\u0301", 1},
                        {"a letter with its accent", "é", 1},
                        {"Arabic", "محمد", 4},
                        {"Ethiopic", "አበበ", 3},
                        {"Chinese", "王伟", 4},
                        {"Hangul", "김", 2},
                        {"full width", "Ａ", 2},
                        {"half width", "ｱ", 1},
                        {"a joiner", "a\u200Db", 2},
                        {"not UTF-8", "a\xff", 2}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(display_width(row.text) == row.columns);
    }
  }
}
