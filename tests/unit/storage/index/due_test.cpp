// What is due, and when: rows that follow from the journal. One second passes between the records of a store.
#include "storage/index/due.hpp"

#include "protocol/life/review_date.hpp"
#include "tests/unit/storage/index/notices.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using index::DecisionFacts;
using index::Duty;
using index::DutyKind;
using index::NoticeState;
using life::NoticeEvent;

namespace {

constexpr UnixSeconds k_never{std::chrono::seconds(1LL << 40)};
constexpr std::chrono::sys_days k_review = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);

std::vector<Duty> due(ViewStore const& store, UnixSeconds until = k_never, std::size_t most = 100,
                      std::optional<Duty> const& after = std::nullopt) {
  auto found = index::due(store.state(), until, most, after);
  REQUIRE(found);
  // erasure_test.cpp, silences_test.cpp
  std::erase_if(*found,
                [](Duty const& duty) { return duty.kind == DutyKind::erase || duty.kind == DutyKind::silence; });
  return *found;
}

journal::Record notice(ViewStore const& store, std::string const& id, std::chrono::sys_days review_on = k_review,
                       CountrySet const& to = countries({"DE", "IT"})) {
  index::NoticeFacts facts = some_facts();
  facts.state = NoticeState::published;
  facts.review_on = review_on;
  return version(store, id, to, facts);
}

journal::Record decision(std::string const& id, NoticeEvent act, NoticeState after,
                         std::optional<std::chrono::sys_days> review_on = std::nullopt) {
  journal::Record record;
  record.kind = log::LeafKind::decision;
  DecisionFacts facts;
  facts.notice = {country(id.substr(0, 2)), id, 1};
  facts.act = act;
  facts.after = after;
  facts.review_on = review_on;
  record.facts = index::encode(facts);
  return record;
}

journal::Record of_request(NoticeEvent act, NoticeState after, std::optional<NoticeState> request,
                           UnixSeconds until = {}) {
  journal::Record record;
  record.kind = log::LeafKind::decision;
  DecisionFacts facts;
  facts.notice = {country("FR"), "FR-1", 1};
  facts.act = act;
  facts.after = after;
  facts.request = request;
  facts.until = until;
  record.facts = index::encode(facts);
  return record;
}

Duty review_at(UnixSeconds at, journal::Position first = 0) { return {at, DutyKind::review, first}; }

}

TEST_SUITE("storage/index due") {
  TEST_CASE("of a notice in force one moment of its review date is due") {
    ViewStore store = make_index();
    REQUIRE(store.add(notice(store, "FR-1")));
    CHECK(due(store) == std::vector{review_at(k_review - std::chrono::days(180))});
    CHECK(due(store, k_review - std::chrono::days(180) - 1s).empty());
    CHECK(due(store, k_review - std::chrono::days(180)).size() == 1);
  }

  TEST_CASE("a review date that is near has no reminder left, only its end") {
    ViewStore store = make_index();
    auto const near = std::chrono::floor<std::chrono::days>(ViewStore::time_of(0)) + std::chrono::days(3);
    REQUIRE(store.add(notice(store, "FR-1", near)));
    CHECK(due(store) == std::vector{review_at(life::review_ends(near))});
  }

  TEST_CASE("what changes the review date or ends the notice changes what is due") {
    struct Row {
      char const* name;
      NoticeEvent act;
      NoticeState after;
      std::optional<std::chrono::sys_days> review_on;
      std::vector<Duty> due;
    };
    auto const later = k_review + std::chrono::days(1000);
    auto const first = review_at(k_review - std::chrono::days(180));
    Row const rows[] = {
        {"renewed", NoticeEvent::renew, NoticeState::published, later, {review_at(later - std::chrono::days(180))}},
        {"held back", NoticeEvent::suspend, NoticeState::suspended, {}, {first}},
        {"reminded",
         NoticeEvent::remind,
         NoticeState::published,
         {},
         {first}},  // its time has not come: the same again
        {"ended by decision", NoticeEvent::cancel, NoticeState::cancelled, {}, {}},
        {"ended by its date", NoticeEvent::expire, NoticeState::expired, {}, {}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      ViewStore store = make_index();
      REQUIRE(store.add(notice(store, "FR-1")));
      REQUIRE(store.add(decision("FR-1", row.act, row.after, row.review_on)));
      CHECK(due(store) == row.due);
      CHECK(head_of(store, "FR-1").review_on == row.review_on.value_or(k_review));
    }
  }

  TEST_CASE("once a reminder's time has come another step leaves it due, and the reminder makes the next one due") {
    ViewStore store = make_index();
    auto const today = std::chrono::floor<std::chrono::days>(ViewStore::time_of(0));
    std::chrono::sys_days const review_on = today + std::chrono::days(181);  // the first reminder tomorrow
    auto const moment = [&](int days) { return std::vector{review_at(review_on - std::chrono::days(days))}; };
    REQUIRE(store.add(notice(store, "FR-1", review_on)));
    REQUIRE(due(store) == moment(180));
    store.pass(std::chrono::days(3));
    REQUIRE(store.add(decision("FR-1", NoticeEvent::suspend, NoticeState::suspended)));
    CHECK(due(store) == moment(180));
    REQUIRE(store.add(decision("FR-1", NoticeEvent::remind, NoticeState::suspended)));
    CHECK(due(store) == moment(90));
    store.pass(std::chrono::days(170));
    REQUIRE(store.add(decision("FR-1", NoticeEvent::remind, NoticeState::suspended)));
    CHECK(due(store) == moment(7));
  }

  TEST_CASE("a review date that moves so that a moment of the old one is one of the new begins anew all the same") {
    ViewStore store = make_index();
    REQUIRE(store.add(notice(store, "FR-1")));
    REQUIRE(store.add(notice(store, "FR-1", k_review - std::chrono::days(181))));
    CHECK(due(store) == std::vector{review_at(k_review - std::chrono::days(181 + 180))});
  }

  TEST_CASE("an answer that is awaited is due, and nothing is once the request goes on or ends") {
    auto const request = [](ViewStore const& store) {
      index::NoticeFacts facts = some_facts();
      facts.state = NoticeState::requested;
      facts.waits = true;
      journal::Record record = version(store, "FR-1", {}, facts);
      record.deliveries.clear();
      return record;
    };
    UnixSeconds const until = to_seconds(ViewStore::time_of(0)) + 48h;
    auto const returned = [&](ViewStore& store) {
      REQUIRE(store.add(request(store)));
      REQUIRE(store.add(of_request(NoticeEvent::take, NoticeState::under_review, NoticeState::under_review)));
      REQUIRE(store.add(of_request(NoticeEvent::give_back, NoticeState::returned, NoticeState::returned, until)));
      REQUIRE(due(store) == std::vector{Duty{until, DutyKind::answer, 0}});
    };
    ViewStore answered = make_index(), lapsed = make_index();
    returned(answered);
    REQUIRE(answered.add(request(answered)));
    CHECK(due(answered).empty());
    returned(lapsed);
    REQUIRE(lapsed.add(of_request(NoticeEvent::lapse, NoticeState::abandoned, std::nullopt)));
    CHECK(due(lapsed).empty());
  }

  TEST_CASE("a withdrawal leaves nothing due, a new version what its own date asks for") {
    ViewStore store = make_index();
    REQUIRE(store.add(notice(store, "FR-1")));
    REQUIRE(store.add(notice(store, "FR-1", k_review + std::chrono::days(5))));
    CHECK(due(store) == std::vector{review_at(k_review + std::chrono::days(5 - 180))});
    REQUIRE(store.add(withdrawal(store, "FR-1")));
    CHECK(due(store).empty());
  }

  TEST_CASE("duties come by time, in pages of any size") {
    ViewStore store = make_index();
    for (int i : {30, 10, 20})
      REQUIRE(store.add(notice(store, "FR-" + std::to_string(i), k_review + std::chrono::days(i), {})));
    std::vector<journal::Position> order;
    std::optional<Duty> after;
    for (auto page = due(store, k_never, 2); !page.empty(); page = due(store, k_never, 2, after)) {
      for (Duty const& duty : page) order.push_back(duty.first);
      after = page.back();
    }
    CHECK(order == std::vector<journal::Position>{1, 2, 0});
  }
}
