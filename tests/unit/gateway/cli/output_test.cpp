#include "gateway/cli/output.hpp"

#include <doctest/doctest.h>

using namespace huecry::cli;

TEST_SUITE("gateway/cli output") {
  TEST_CASE("progress is a bar, a share, and how much of how much") {
    struct Row {
      std::uint64_t done, all;
      Unit unit;
      char const* text;
    };
    constexpr std::uint64_t mib = 1 << 20;
    for (Row const& row :
         {Row{0, 10, Unit::pieces, "x  [>                   ]   0 %  0 of 10"},
          Row{5, 10, Unit::pieces, "x  [==========>         ]  50 %  5 of 10"},
          Row{10, 10, Unit::pieces, "x  [====================] 100 %  10 of 10"},
          Row{11, 10, Unit::pieces, "x  [====================] 100 %  11 of 10"},
          Row{0, 0, Unit::bytes, "x  [====================] 100 %  0.0 of 0.0 MiB"},
          Row{4095 * mib, 4096 * mib, Unit::bytes, "x  [===================>]  99 %  4095.0 of 4096.0 MiB"}})
      CHECK(progress_text("x", row.done, row.all, row.unit) == row.text);
  }
}
