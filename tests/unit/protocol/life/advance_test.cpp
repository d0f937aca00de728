#include "protocol/life/advance.hpp"

#include <doctest/doctest.h>

#include "protocol/life/notice_life.hpp"

using namespace huecry;
using namespace huecry::life;
using enum NoticeState;

namespace {

auto step(std::optional<NoticeState> from, NoticeEvent event, Set<Actor> actor, Set<Guard> met) {
  return advance(notice_life(), "notice", from, event, actor, met);
}

}

TEST_SUITE("protocol/life advance") {
  TEST_CASE("a row whose state, event, actor and guards fit is the step") {
    auto const taken = step(requested, NoticeEvent::take, {Actor::reviewer}, {Guard::other_country, Guard::free});
    REQUIRE(taken);
    CHECK((*taken)->to == under_review);
    CHECK((*taken)->number == "N2");
  }

  TEST_CASE("what a party may act as is a set: one of them is enough") {
    CHECK(step(published, NoticeEvent::cancel, {Actor::reviewer, Actor::secretariat}, {Guard::reason}));
    CHECK(step(published, NoticeEvent::cancel, {Actor::commission}, {Guard::reason}));
  }

  TEST_CASE("each refusal has its code and says what is wrong") {
    struct Row {
      std::string name;
      std::optional<NoticeState> from;
      NoticeEvent event;
      Set<Actor> actor;
      Set<Guard> met;
      Errc code;
      std::string text;
    };
    Row const rows[] = {
        {"no row",
         withdrawn,
         NoticeEvent::approve,
         {Actor::reviewer},
         {},
         Errc::state_conflict,
         "to approve a notice that is withdrawn is not possible (docs/life.md has what is)"},
        {"nothing yet",
         std::nullopt,
         NoticeEvent::take,
         {Actor::reviewer},
         {},
         Errc::state_conflict,
         "to take a notice is not possible (docs/life.md has what is)"},
        {"what the system alone does",
         published,
         NoticeEvent::expire,
         {Actor::source},
         {Guard::review_overdue},
         Errc::state_conflict,
         "to expire a notice that is published is not possible (docs/life.md has what is)"},
        {"another's event",
         requested,
         NoticeEvent::take,
         {Actor::source},
         {Guard::free},
         Errc::role_required,
         "to take a notice that is requested is for the reviewer or legal reviewer, not for the source"},
        {"a guard",
         requested,
         NoticeEvent::take,
         {Actor::reviewer},
         {Guard::free},
         Errc::state_conflict,
         "to take a notice that is requested asks that the reviewer is not of the source's country"},
        {"two guards",
         under_review,
         NoticeEvent::give_back,
         {Actor::legal},
         {},
         Errc::state_conflict,
         "to give back a notice that is under_review asks that the reviewer has taken it, or agrees with one who had; "
         "that it says what is missing, and until when an answer is awaited, half a year on at most"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const refused = step(row.from, row.event, row.actor, row.met);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == row.code);
      CHECK(refused.error().detail == row.text);
    }
  }

  TEST_CASE("of two rows for one event the guards choose: the first signer of two does not publish") {
    Set<Guard> const both{Guard::conditions, Guard::mode_open, Guard::taken};
    auto const first = step(under_review, NoticeEvent::approve, {Actor::reviewer},
                            both | Set<Guard>{Guard::two_signers, Guard::not_before});
    REQUIRE(first);
    CHECK((*first)->to == under_review);
    CHECK((*first)->effects.empty());
    auto const second = step(under_review, NoticeEvent::approve, {Actor::legal},
                             both | Set<Guard>{Guard::one_signer, Guard::not_before});
    REQUIRE(second);
    CHECK((*second)->to == published);
    CHECK_FALSE(step(under_review, NoticeEvent::approve, {Actor::legal}, both | Set<Guard>{Guard::one_signer}));
  }
}
