#include "server/ops/health.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/clock.hpp"

using namespace huecry;
using namespace huecry::ops;
using namespace std::chrono_literals;

TEST_SUITE("server/ops health") {
  TEST_CASE("one failing check is enough not to be ready, and says why") {
    test::ManualClock clock;
    Health health(clock, 2s);
    health.add("store", [] { return ok(); });
    health.add("disk", [] { return Result<>(Error(Errc::storage_unavailable, "3 MiB free")); });
    auto const outcomes = health.outcomes();
    CHECK_FALSE(all_good(outcomes));
    CHECK(
        to_json(outcomes) ==
        R"({"ready":false,"checks":[{"name":"store","good":true,"detail":""},{"name":"disk","good":false,"detail":"storage-unavailable: 3 MiB free"}]})");
  }

  TEST_CASE("checks run again when the answer is old, and not before") {
    test::ManualClock clock;
    Health health(clock, 2s);
    int runs = 0;
    health.add("counted", [&runs] { return ++runs, ok(); });
    struct Row {
      std::string name;
      std::chrono::milliseconds later;
      int runs;
    };
    for (Row const& row : {Row{"first", 0ms, 1}, Row{"just before the end", 1999ms, 1}, Row{"at the end", 1ms, 2},
                           Row{"clock went back an hour", -1h, 3}}) {
      CAPTURE(row.name);
      clock.advance(row.later);
      CHECK(all_good(health.outcomes()));
      CHECK(runs == row.runs);
    }
  }

  TEST_CASE("a stop makes it not ready at once") {
    test::ManualClock clock;
    Health health(clock, 2s);
    health.add("store", [] { return ok(); });
    CHECK(all_good(health.outcomes()));
    health.set_draining();
    CHECK_FALSE(all_good(health.outcomes()));
  }
}
