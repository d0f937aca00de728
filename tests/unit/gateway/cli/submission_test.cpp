#include "gateway/cli/submission.hpp"

#include <doctest/doctest.h>

using namespace huecry::cli;

TEST_SUITE("gateway/cli submission") {
  TEST_CASE("a tally names what happened and nothing else") {
    struct Row {
      Tally tally;
      std::string text;
    };
    Row const rows[] = {{{2, 0, 0}, "2 accepted"},
                        {{2, 0, 1}, "2 accepted, 1 refused"},
                        {{1, 1, 1}, "1 accepted, 1 was there already, 1 refused"},
                        {{0, 2, 0}, "2 were there already"},
                        {{0, 0, 0}, "nothing to submit"}};
    for (Row const& row : rows) CHECK(row.tally.text() == row.text);
  }

  TEST_CASE("a record that was fetched on another day says the same, with another name it does not") {
    std::string const one =
        R"({"id":"SG-1","issued":"2026/11/01","import":{"source_id":"1","retrieved":"2026/11/01"}})";
    struct Row {
      std::string name, other;
      bool same;
    };
    Row const rows[] = {
        {"the same day", one, true},
        {"another day", R"({"id":"SG-1","issued":"2026/11/02","import":{"source_id":"1","retrieved":"2026/11/02"}})",
         true},
        {"another source", R"({"id":"SG-1","issued":"2026/11/01","import":{"source_id":"2"}})", false},
        {"more in it", R"({"id":"SG-1","import":{"source_id":"1"},"warning":"armed"})", false},
        {"no JSON", "{", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(same_record(one, row.other) == row.same);
    }
    CHECK(same_bytes(one, one));
    CHECK_FALSE(same_bytes(one, rows[1].other));
    CHECK_FALSE(same_record("{", "{"));
  }
}
