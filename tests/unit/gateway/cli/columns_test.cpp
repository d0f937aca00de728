#include "gateway/cli/columns.hpp"

#include <doctest/doctest.h>

using namespace huecry::cli;

TEST_SUITE("gateway/cli columns") {
  TEST_CASE("columns stand below each other by what a terminal shows") {
    CHECK(aligned({"NAME", "STATE"}, {{"王伟", "open"}, {"\x1b[32mLeo\x1b[0m", "open"}}) ==
          std::vector<std::string>{"NAME  STATE", "王伟  open", "\x1b[32mLeo\x1b[0m   open"});
  }

  TEST_CASE("no line ends in spaces, and what is left out in the middle keeps its place") {
    CHECK(aligned({"ID", "", "TITLE"}, {{"FR-1", "", ""}, {"FR-2", "", "fish"}, {"", "x", ""}}) ==
          std::vector<std::string>{"ID       TITLE", "FR-1", "FR-2     fish", "      x"});
  }
}
