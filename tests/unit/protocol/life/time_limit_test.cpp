#include "protocol/life/time_limit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/support/seed.hpp"

using namespace huecry;
using namespace huecry::life;
using namespace std::chrono_literals;

namespace {

constexpr UnixSeconds k_start{std::chrono::seconds(1'800'000'000)};

LimitNumber profile(std::string_view name) { return *limit_number(name); }

/// Second by second: the limit runs while no pause holds that was said before it had passed.
TimeLimit counted(LimitNumber number, std::vector<PauseSpan> const& pauses) {
  std::chrono::seconds run{0}, paused{0};
  std::vector<PauseSpan> said;
  for (UnixSeconds now = k_start;; now += 1s) {
    for (PauseSpan const& pause : pauses)
      if (std::max(pause.from, k_start) == now) said.push_back(pause);
    bool const stands = std::ranges::any_of(said, [now](PauseSpan const& pause) { return now < pause.until; });
    if (!stands && run == k_limit_profiles[number].limit) return {now, paused};
    (stands ? paused : run) += 1s;
  }
}

}

TEST_SUITE("protocol/life time limit") {
  TEST_CASE("the profiles are those of the directive and of the manual") {
    CHECK(time_limit(profile("EU_URGENT_DIRECT"), k_start, {}).ends == k_start + 8h);
    CHECK(time_limit(profile("EU_URGENT_INDIRECT"), k_start, {}).ends == k_start + 72h);
    CHECK(time_limit(profile("EU_STANDARD"), k_start, {}).ends == k_start + 168h);
    CHECK(time_limit(profile("SIRENE"), k_start, {}).ends == k_start + 12h);
    CHECK_FALSE(limit_number("sirene"));
    CHECK_FALSE(limit_number(""));
  }

  TEST_CASE("pauses move the end by what they last, and by nothing else") {
    struct Row {
      std::string name;
      std::vector<PauseSpan> pauses;
      std::chrono::seconds paused;
    };
    Row const rows[] = {
        {"none", {}, 0s},
        {"one", {{k_start + 1h, k_start + 3h}}, 2h},
        {"two apart", {{k_start + 1h, k_start + 2h}, {k_start + 4h, k_start + 5h}}, 2h},
        {"two that overlap count once", {{k_start + 1h, k_start + 3h}, {k_start + 2h, k_start + 4h}}, 3h},
        {"one within another", {{k_start + 1h, k_start + 5h}, {k_start + 2h, k_start + 3h}}, 4h},
        {"said before the clock ran", {{k_start - 2h, k_start + 1h}}, 1h},
        {"over before the clock ran", {{k_start - 2h, k_start - 1h}}, 0s},
        {"of no length", {{k_start + 1h, k_start + 1h}}, 0s},
        {"backwards", {{k_start + 2h, k_start + 1h}}, 0s},
        {"in the last second", {{k_start + 12h - 1s, k_start + 13h}}, 1h + 1s},
        {"once the limit has passed", {{k_start + 12h, k_start + 20h}}, 0s},
        {"in time only through the pause before it",
         {{k_start + 11h, k_start + 13h}, {k_start + 13h + 30min, k_start + 14h}},
         2h + 30min}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      TimeLimit const limit = time_limit(profile("SIRENE"), k_start, row.pauses);
      CHECK(limit.paused == row.paused);
      CHECK(limit.ends == k_start + 12h + row.paused);
    }
  }

  TEST_CASE("any pauses give what counting every second gives") {
    HUECRY_SEEDED;
    auto random = test::generator("time limit");
    for (int i = 0; i < 60; ++i) {
      std::vector<PauseSpan> pauses(random() % 5);
      UnixSeconds said = k_start - 1h;
      for (PauseSpan& pause : pauses) {
        said += std::chrono::seconds(random() % 14400);
        pause = {said, said + std::chrono::seconds(random() % 10000)};
      }
      TimeLimit const limit = time_limit(profile("EU_URGENT_DIRECT"), k_start, pauses);
      TimeLimit const expected = counted(profile("EU_URGENT_DIRECT"), pauses);
      CHECK(limit.ends == expected.ends);
      CHECK(limit.paused == expected.paused);
    }
  }
}
