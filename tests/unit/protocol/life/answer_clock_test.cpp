#include "protocol/life/answer_clock.hpp"

#include <doctest/doctest.h>

#include "protocol/base/limits.hpp"

using namespace huecry;
using namespace std::chrono_literals;
using life::AnswerClock;

namespace {

constexpr UnixSeconds k_asked{1'800'000'000s};

/// 12 hours.
AnswerClock sirene() { return {*life::limit_number("SIRENE"), k_asked, {}, {}, {}}; }

}

TEST_SUITE("protocol/life clock of an answer") {
  TEST_CASE("until the question is there its delivery is awaited, then the answer, then nothing") {
    AnswerClock clock = sirene();
    CHECK(clock.awaited() == k_asked + limits::hit_delivery_max);
    clock.delivered = k_asked + 1h;
    CHECK(clock.awaited() == k_asked + 13h);
    clock.answered = k_asked + 2h;
    CHECK_FALSE(clock.awaited());
  }

  TEST_CASE("who never says that it has the question stops no clock: it starts when it should have been there") {
    AnswerClock clock = sirene();
    CHECK(clock.limit().ends == k_asked + limits::hit_delivery_max + 12h);
    clock.delivered = k_asked + limits::hit_delivery_max + 5h;
    CHECK(clock.limit().ends == k_asked + limits::hit_delivery_max + 12h);
  }

  TEST_CASE("a pause moves the end, and is shown") {
    AnswerClock clock = sirene();
    clock.delivered = k_asked;
    clock.pauses = {{k_asked + 1h, k_asked + 49h}};
    CHECK(clock.limit().ends == k_asked + 60h);
    CHECK(clock.limit().paused == 48h);
  }

  TEST_CASE("an answer is late an hour after its limit: a clock may be ahead") {
    AnswerClock clock = sirene();
    clock.delivered = k_asked;
    CHECK_FALSE(clock.was_answered_late());
    for (auto const& [after, late] :
         {std::pair(12h + 0s, false), std::pair(13h + 0s, false), std::pair(13h + 1s, true)}) {
      clock.answered = k_asked + after;
      CHECK(clock.was_answered_late() == late);
    }
  }
}
