// Hits as the index keeps them: what is awaited, when the hub owes a word, who finds which.
#include "storage/index/hits.hpp"

#include "storage/index/due.hpp"
#include "tests/unit/storage/index/notices.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using index::DutyKind;
using index::Hit;
using index::HitFacts;
using life::HitEvent;
using life::HitState;

namespace {

journal::Record step(HitEvent event, HitState after, journal::Position of, std::string const& code = "",
                     UnixSeconds until = {}) {
  journal::Record record;
  record.iss = country("FR");
  record.id = "FR-H";
  record.facts = index::encode(HitFacts{event, after, {country("FR"), "FR-1", 1}, country("DE"), of, 0, code, until});
  return record;
}

journal::Record report(std::string const& id, std::string const& notice = "FR-1", std::string const& clock = "SIRENE") {
  journal::Record record;
  record.iss = country(id.substr(0, 2));
  record.id = id;
  record.facts = index::encode(HitFacts{HitEvent::report,
                                        HitState::notified,
                                        {country(notice.substr(0, 2)), notice, 1},
                                        record.iss,
                                        0,
                                        *life::limit_number(clock),
                                        {},
                                        {}});
  return record;
}

Hit named(ViewStore const& store, std::string const& id) {
  auto const hit = index::hit_named(store.state(), country(id.substr(0, 2)), id);
  REQUIRE(hit);
  REQUIRE(hit->has_value());
  return **hit;
}

std::vector<UnixSeconds> due(ViewStore const& store) {
  auto const found = index::due(store.state(), UnixSeconds(std::chrono::seconds(1LL << 40)), 100);
  REQUIRE(found);
  std::vector<UnixSeconds> times;
  for (index::Duty const& duty : *found)
    if (duty.kind == DutyKind::hit) times.push_back(duty.at);
  return times;
}

std::vector<std::string> ids(ViewStore const& store, index::HitFilter const& filter) {
  std::vector<std::string> found;
  std::optional<journal::Position> before;
  do {
    auto const page = index::hits(store.state(), filter, before, 2, 3);  // small, so that pages are turned
    REQUIRE(page);
    for (Hit const& hit : page->hits) found.push_back(hit.id);
    before = page->next;
  } while (before);
  return found;
}

void publish(ViewStore& store) { REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"})))); }

}

TEST_SUITE("storage/index hits") {
  TEST_CASE("until the source has it, that is awaited; then its answer, by its clock") {
    auto store = make_index();
    publish(store);
    REQUIRE(store.add(report("DE-H-1")));
    Hit hit = named(store, "DE-H-1");
    auto const entered = to_seconds(hit.entered.time);
    CHECK(hit.state == HitState::notified);
    CHECK(hit.limit().ends == entered + 24h + 12h);  // at the latest
    CHECK(hit.awaited() == entered + 24h);
    CHECK(due(store) == std::vector{entered + 24h});

    REQUIRE(store.add(evidence(retrieved, "IT", {{"DE-H-1", 1}})));  // not the source
    CHECK(named(store, "DE-H-1") == hit);
    REQUIRE(store.add(evidence(retrieved, "FR", {{"DE-H-1", 1}})));
    hit = named(store, "DE-H-1");
    auto const delivered = to_seconds(hit.delivered->time);
    CHECK(hit.state == HitState::checking);
    CHECK(hit.awaited() == delivered + 12h);
    CHECK(due(store) == std::vector{delivered + 12h});
    REQUIRE(store.add(evidence(acknowledged, "FR", {{"DE-H-1", 1}})));  // once is enough
    CHECK(named(store, "DE-H-1") == hit);
  }

  TEST_CASE("a pause moves the end, also one that is the first word of the source") {
    auto store = make_index();
    publish(store);
    REQUIRE(store.add(report("DE-H-1")));
    auto const until = to_seconds(named(store, "DE-H-1").entered.time) + 48h;
    REQUIRE(store.add(step(HitEvent::pause, HitState::checking, 1, "JUDICIAL_AUTHORISATION", until)));
    Hit const hit = named(store, "DE-H-1");
    CHECK(hit.delivered->position == 2);
    CHECK(hit.limit().ends == until + 12h);
    CHECK(hit.pauses.front().code == "JUDICIAL_AUTHORISATION");
    CHECK(due(store) == std::vector{until + 12h});
  }

  TEST_CASE("the hub owes one word about a delivery that failed, and one about an answer that failed") {
    auto store = make_index();
    publish(store);
    REQUIRE(store.add(report("DE-H-1")));
    REQUIRE(store.add(step(HitEvent::overdue, HitState::notified, 1)));
    CHECK(named(store, "DE-H-1").undelivered->position == 2);
    CHECK(due(store).empty());
    CHECK(named(store, "DE-H-1").awaited());                         // it still is
    REQUIRE(store.add(evidence(retrieved, "FR", {{"DE-H-1", 1}})));  // late is better than never
    CHECK(due(store).size() == 1);
    REQUIRE(store.add(step(HitEvent::overdue, HitState::checking, 1)));
    CHECK(named(store, "DE-H-1").late->position == 4);
    CHECK(due(store).empty());
    REQUIRE(store.add(step(HitEvent::confirm, HitState::confirmed, 1, "CONFIRMED")));
    CHECK_FALSE(named(store, "DE-H-1").awaited());
    CHECK(named(store, "DE-H-1").answer->code == "CONFIRMED");
    REQUIRE(store.add(step(HitEvent::conclude, HitState::closed, 1, "ARRESTED")));
    CHECK(named(store, "DE-H-1").outcome->code == "ARRESTED");
  }

  TEST_CASE("an answer takes what is due away, whether or not the question was said to be there") {
    auto store = make_index();
    publish(store);
    REQUIRE(store.add(report("DE-H-1")));
    REQUIRE(store.add(step(HitEvent::deny, HitState::not_same, 1, "NOT_SAME")));
    CHECK(due(store).empty());
    REQUIRE(store.add(evidence(retrieved, "FR", {{"DE-H-1", 1}})));
    CHECK(named(store, "DE-H-1").state == HitState::not_same);
    CHECK(due(store).empty());
  }

  TEST_CASE("who does not look keeps no clock from starting, and by no pause stops one that has run out") {
    auto store = make_index();
    publish(store);
    REQUIRE(store.add(report("DE-H-1")));
    Hit hit = named(store, "DE-H-1");
    auto const entered = to_seconds(hit.entered.time);
    auto const at = [&](std::chrono::hours after) { return index::Moment{9, UnixMillis(entered + after)}; };
    struct Row {
      std::string name;
      std::optional<index::Moment> delivered, answered, closed;
      bool missed, late;
    };
    Row const rows[] = {{"answered at once", {}, at(1h), {}, false, false},
                        {"answered in time, never said to be there", {}, at(30h), {}, false, true},
                        {"answered on the last day", {}, at(24h + 12h), {}, false, true},
                        {"an hour is a clock's", {}, at(24h + 12h + 1h), {}, false, true},
                        {"answered a month later", {}, at(720h), {}, true, true},
                        {"said to be there a month later, answered a minute after", at(720h), at(720h), {}, true, true},
                        {"in time", at(3h), at(10h), {}, false, false},
                        {"late", at(3h), at(17h), {}, true, false},
                        {"closed before an answer, in time", at(3h), {}, at(10h), false, false},
                        {"closed before an answer, too late", at(3h), {}, at(17h), true, false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Hit one = hit;
      one.delivered = row.delivered;
      if (row.answered) one.answer = index::Said{*row.answered, "CONFIRMED"};
      if (row.closed) one.outcome = index::Said{*row.closed, "NO_TRACE"};
      CHECK(one.has_missed_limit() == row.missed);
      CHECK(one.was_delivered_late() == row.late);
    }
    hit.delivered = at(720h);
    hit.pauses.push_back({{entered + 720h, entered + 2000h}, "JUDICIAL_AUTHORISATION"});
    CHECK(hit.limit().ends == entered + 36h);
  }

  TEST_CASE("of a reporter's hits on a notice those that are open are counted, and nobody else's") {
    auto store = make_index();
    publish(store);
    for (int i = 1; i <= 3; ++i) REQUIRE(store.add(report("DE-H-" + std::to_string(i))));
    REQUIRE(store.add(report("IT-H-1")));
    auto const open = [&](std::string const& reporter, std::size_t newest) {
      return *index::open_hits(store.state(), 0, country(reporter), newest);
    };
    CHECK(open("DE", 20) == 3);
    CHECK(open("DE", 2) == 2);
    CHECK(open("IT", 20) == 1);
    CHECK(open("BR", 20) == 0);
    REQUIRE(store.add(step(HitEvent::confirm, HitState::confirmed, 1, "CONFIRMED")));
    CHECK(open("DE", 20) == 2);
  }

  TEST_CASE("lists are newest first: of a side, of a notice, what is open, what is overdue") {
    auto store = make_index();
    publish(store);
    REQUIRE(store.add(version(store, "FR-2", countries({"DE"}))));
    REQUIRE(store.add(report("DE-H-1")));
    REQUIRE(store.add(report("IT-H-1")));
    REQUIRE(store.add(report("DE-H-2", "FR-2")));
    REQUIRE(store.add(step(HitEvent::confirm, HitState::confirmed, 2, "CONFIRMED")));
    using Ids = std::vector<std::string>;
    index::HitFilter filter;
    CHECK(ids(store, filter) == Ids{"DE-H-2", "IT-H-1", "DE-H-1"});
    filter.side = country("DE");
    CHECK(ids(store, filter) == Ids{"DE-H-2", "DE-H-1"});
    filter.open = true;
    CHECK(ids(store, filter) == Ids{"DE-H-2"});
    filter = {};
    filter.side = country("FR");
    CHECK(ids(store, filter) == Ids{"DE-H-2", "IT-H-1", "DE-H-1"});
    filter.notice = "FR-1";
    CHECK(ids(store, filter) == Ids{"IT-H-1", "DE-H-1"});
    filter.side = country("IT");
    CHECK(ids(store, filter) == Ids{"IT-H-1"});
    filter.side = country("BR");
    CHECK(ids(store, filter).empty());
    filter = {};
    filter.sides = countries({"IT", "BR"});
    CHECK(ids(store, filter) == Ids{"IT-H-1"});
    filter = {};
    filter.overdue = to_seconds(named(store, "DE-H-2").entered.time) + 24h - 1s;
    CHECK(ids(store, filter) == Ids{"IT-H-1"});
    *filter.overdue += 1s;
    CHECK(ids(store, filter) == Ids{"DE-H-2", "IT-H-1"});
  }

  TEST_CASE("rows and facts come back as they were, and cut short they are corrupt") {
    Hit hit;
    hit.id = "DE-H-1";
    hit.reporter = country("DE");
    hit.notice = {country("FR"), "FR-1", 3};
    hit.first = 7;
    hit.clock = 3;
    hit.state = HitState::closed;
    hit.entered = {8, UnixMillis(9ms)};
    hit.delivered = hit.late = index::Moment{10, UnixMillis(11ms)};
    hit.pauses.push_back({{UnixSeconds(1s), UnixSeconds(2s)}, "JUDICIAL_AUTHORISATION"});
    hit.answer = index::Said{{12, UnixMillis(13ms)}, "CONFIRMED"};
    std::string const row = index::encode(hit);
    auto const read = index::decode_hit(row);
    REQUIRE(read);
    CHECK(*read == hit);
    for (std::size_t n = 0; n < row.size(); ++n)
      CHECK(index::decode_hit(row.substr(0, n)).error().code == Errc::corrupt);
    CHECK_FALSE(index::decode_hit(row + "x"));

    HitFacts const facts{HitEvent::pause, HitState::checking, hit.notice, hit.reporter, 5, 1, "X", UnixSeconds(9s)};
    std::string const bytes = index::encode(facts);
    auto const back = index::decode_hit_facts(bytes);
    REQUIRE(back);
    CHECK(*back == facts);
    for (std::size_t n = 0; n < bytes.size(); ++n)
      CHECK(index::decode_hit_facts(bytes.substr(0, n)).error().code == Errc::corrupt);
    CHECK_FALSE(index::decode_hit_facts(bytes + "x"));
  }
}
