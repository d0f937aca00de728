// When what has ended is erased, what is left of it, and whose keys go: rows that follow from the journal.
#include <algorithm>

#include "protocol/base/limits.hpp"
#include "storage/index/due.hpp"
#include "storage/index/erasures.hpp"
#include "storage/index/list.hpp"
#include "tests/unit/storage/index/notices.hpp"

using namespace huecry;
using namespace huecry::test;
using index::Duty;
using index::DutyKind;
using life::NoticeEvent;
using life::NoticeState;

namespace {

constexpr UnixSeconds k_never{std::chrono::seconds(1LL << 40)};

journal::Record decision(ViewStore const& store, std::string const& id, NoticeEvent act, NoticeState after,
                         std::string const& party = "GS") {
  index::DecisionFacts facts;
  auto const head = head_of(store, id);
  facts.notice = {head.iss, id, head.ver};
  facts.act = act;
  facts.after = after;
  facts.party = party;
  journal::Record record;
  record.kind = log::LeafKind::decision;
  record.facts = index::encode(facts);
  if (life::is_final(after) && !head.holders.empty())
    record.deliveries.push_back({journal::DeliveryKind::recall, head.holders, {}});
  return record;
}

/// Nothing else is due of these notices but who was not heard of (silences_test.cpp).
std::vector<Duty> due(ViewStore const& store) {
  auto found = index::due(store.state(), k_never, 100);
  REQUIRE(found);
  std::erase_if(*found, [](Duty const& duty) { return duty.kind == DutyKind::silence; });
  return *found;
}

UnixSeconds kept_until(journal::Position ended) {
  return to_seconds(ViewStore::time_of(ended)) + limits::retention_after_end;
}

std::vector<index::Erasure> erasures(ViewStore const& store, journal::Position from = 0) {
  auto const found = index::erasures(store.state(), from, 100);
  REQUIRE(found);
  return *found;
}

/// FR-1, held by DE and IT, cancelled.
journal::Position cancelled(ViewStore& store) {
  REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
  auto const at = store.add(decision(store, "FR-1", NoticeEvent::cancel, NoticeState::cancelled));
  REQUIRE(at);
  return *at;
}

void purge(ViewStore& store, std::string const& by) { REQUIRE(store.add(evidence(purged, by, {{"FR-1", 1}}))); }

}

TEST_SUITE("storage/index erasure") {
  TEST_CASE("what ends is due to be erased 90 days later, but not while a holder owes its purge") {
    auto store = make_index();
    auto const ended = cancelled(store);
    CHECK(due(store).empty());
    purge(store, "DE");
    CHECK(due(store).empty());
    purge(store, "IT");
    CHECK(due(store) == std::vector{Duty{kept_until(ended), DutyKind::erase, 0}});
  }

  TEST_CASE("what nobody ever had is due at once when it ends, whoever ends it") {
    auto store = make_index();
    auto facts = some_facts();
    SUBCASE("withdrawn by its source") {
      REQUIRE(store.add(version(store, "FR-1", {}, facts)));
      REQUIRE(store.add(withdrawal(store, "FR-1")));
    }
    SUBCASE("ended by a decision") {
      facts.state = NoticeState::requested;
      REQUIRE(store.add(version(store, "FR-1", {}, facts)));
      REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::lapse, NoticeState::abandoned)));
    }
    CHECK(due(store) == std::vector{Duty{kept_until(1), DutyKind::erase, 0}});
  }

  TEST_CASE("nothing is due while a body holds it; with two, the second must lift too") {
    auto store = make_index();
    auto const ended = cancelled(store);
    REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::hold, NoticeState::cancelled, "CCF")));
    REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::hold, NoticeState::cancelled, "GS")));
    purge(store, "DE");
    purge(store, "IT");
    CHECK(due(store).empty());
    REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::lift, NoticeState::cancelled, "CCF")));
    CHECK(head_of(store, "FR-1").holds == std::vector<std::string>{"GS"});
    CHECK(due(store).empty());
    REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::lift, NoticeState::cancelled, "GS")));
    CHECK(due(store) == std::vector{Duty{kept_until(ended), DutyKind::erase, 0}});
    REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::hold, NoticeState::cancelled, "GS")));
    CHECK(due(store).empty());
  }

  TEST_CASE("an entity that was recalled and has not purged is waited for, too") {
    auto store = make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    auto record = version(store, "FR-1", countries({"DE"}));
    record.deliveries.front().entities = {{country("DE"), "CUSTOMS"}};
    REQUIRE(store.add(std::move(record)));
    auto end = decision(store, "FR-1", NoticeEvent::cancel, NoticeState::cancelled);
    end.deliveries.front().entities = {{country("DE"), "CUSTOMS"}};
    auto const ended = store.add(std::move(end));
    REQUIRE(ended);
    REQUIRE(store.add(evidence(purged, "DE", {{"FR-1", 2}})));
    CHECK(due(store).empty());
    index::EvidenceFacts facts{purged, country("DE"), "CUSTOMS", {{country("FR"), "FR-1", 2}}, true};
    journal::Record own;
    own.facts = index::encode(facts);
    REQUIRE(store.add(std::move(own)));
    CHECK(due(store) == std::vector{Duty{kept_until(*ended), DutyKind::erase, 0}});
  }

  TEST_CASE("what is erased keeps its name, number and steps, and nothing of its content") {
    auto store = make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    auto next = some_facts();
    next.title = "Dupont, Jeanne";
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}), next)));
    REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::add_remark, NoticeState::published)));
    REQUIRE(store.add(decision(store, "FR-1", NoticeEvent::cancel, NoticeState::cancelled)));
    REQUIRE(store.add(evidence(purged, "DE", {{"FR-1", 2}})));
    auto const erased = store.add(decision(store, "FR-1", NoticeEvent::erase, NoticeState::deleted));
    REQUIRE(erased);

    CHECK(due(store).empty());
    auto const head = head_of(store, "FR-1");
    CHECK(head.state == NoticeState::deleted);
    CHECK(head.ver == 2);
    CHECK(head.sent == countries({"DE"}));
    CHECK((head.title + head.file_no + head.search_text).empty());
    CHECK(head.offences.empty());
    auto const versions = index::history_of(store.state(), country("FR"), "FR-1");
    REQUIRE(versions);
    REQUIRE(versions->size() == 2);
    for (index::Version const& each : *versions) {
      CHECK(each.sealed.empty());
      CHECK((each.facts.title + each.facts.subject + each.facts.search_text).empty());
      CHECK(each.object.bytes[0] == each.ver);
    }
    // Both versions and the remark: decisions stay.
    CHECK(erasures(store).size() == 1);
    CHECK(erasures(store).front().at == *erased);
    CHECK(erasures(store).front().entries == std::vector<journal::Position>{0, 1, 2});
    CHECK(erasures(store, *erased + 1).empty());
    index::Filter filter;
    filter.offence = "HOM";
    auto const list = index::list(store.state(), filter, index::Visibility::secretariat(), "", {});
    REQUIRE(list);
    CHECK(list->heads.empty());
  }
}
