// When a source is asked whether its notice is still needed, and when the notice ends.
#include "protocol/life/review_date.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace huecry;
using namespace huecry::life;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr sys_days k_review = 2031y / March / 14;

}

TEST_SUITE("protocol/life review date") {
  TEST_CASE("a source is reminded 180, 90, 30 and 7 days before, and the notice ends with the day") {
    struct Row {
      char const* name;
      UnixSeconds now, next;
    };
    Row const rows[] = {{"years before", sys_days(2027y / January / 1), k_review - days(180)},
                        {"a second before the first", k_review - days(180) - 1s, k_review - days(180)},
                        {"at the first", k_review - days(180), k_review - days(90)},
                        {"after the first", k_review - days(179), k_review - days(90)},
                        {"after the second", k_review - days(31), k_review - days(30)},
                        {"after the third", k_review - days(8), k_review - days(7)},
                        {"at the last", k_review - days(7), k_review + days(1)},
                        {"on the day", k_review + 23h, k_review + days(1)},
                        {"when it is over", k_review + days(40), k_review + days(1)}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(next_review_moment(k_review, row.now) == row.next);
    }
    CHECK(review_ends(k_review) == k_review + days(1));
  }

  TEST_CASE("a need is confirmed for a day to come, five years on at most") {
    struct Row {
      char const* name;
      sys_days review_on;
      bool may;
    };
    UnixSeconds const now = sys_days(2028y / February / 29) + 15h;
    Row const rows[] = {{"yesterday", 2028y / February / 28, false},
                        {"today", 2028y / February / 29, false},
                        {"tomorrow", 2028y / March / 1, true},
                        {"five years on, where no such day is", 2033y / February / 28, true},
                        {"a day more", 2033y / March / 1, false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(may_be_reviewed_on(row.review_on, now) == row.may);
    }
  }
}
