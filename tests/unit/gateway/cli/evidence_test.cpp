#include "gateway/cli/evidence.hpp"

#include <doctest/doctest.h>

using namespace huecry::cli;

TEST_SUITE("gateway/cli evidence") {
  TEST_CASE("each version is named once, as it came last") {
    EvidenceItems items;
    add_item(items, {"FR-1", 1, "whole"});
    add_item(items, {"FR-1", 2, "update"});
    add_item(items, {"FR-2", 1, "other"});
    add_item(items, {"FR-1", 1, "edition"});
    REQUIRE(items.size() == 3);
    CHECK(items.back().id == "FR-1");
    CHECK(items.back().ver == 1);
    CHECK(items.back().object == "edition");
    CHECK(items.front().ver == 2);
  }
}
