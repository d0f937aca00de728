// Who was not heard of in time, and when the hub must say so: after each record the time that is scheduled is the next
// one that follows from what is known. One second passes between the records of a store.
#include "storage/index/silences.hpp"

#include "protocol/base/limits.hpp"
#include "storage/index/due.hpp"
#include "storage/index/status.hpp"
#include "tests/unit/storage/index/notices.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using documents::EvidenceKind;
using index::Silence;

namespace {

constexpr UnixSeconds k_never{std::chrono::seconds(1LL << 40)};

UnixSeconds at(journal::Position position, std::chrono::seconds after) {
  return to_seconds(ViewStore::time_of(position)) + after;
}

std::vector<UnixSeconds> scheduled(ViewStore const& store) {
  auto const duties = index::due(store.state(), k_never, 100);
  REQUIRE(duties);
  std::vector<UnixSeconds> times;
  for (index::Duty const& duty : *duties)
    if (duty.kind == index::DutyKind::silence) times.push_back(duty.at);
  return times;
}

std::optional<Silence> silence(ViewStore const& store, UnixSeconds until) {
  index::Head const head = head_of(store, "FR-1");
  auto const version = index::version_of(store.state(), head.iss, head.id, head.ver);
  auto const progress = index::progress_of(store.state(), head);
  REQUIRE((version && *version && progress));
  return index::silence_of(head, **version, *progress, until);
}

/// As the hub says it.
journal::Record said(EvidenceKind kind, std::vector<std::string> const& silent, std::uint32_t ver = 1) {
  index::EvidenceFacts facts{kind, country("XP"), {}, {{country("FR"), "FR-1", ver}}};
  facts.silent = countries(silent);
  journal::Record record;
  record.kind = log::LeafKind::evidence;
  record.facts = index::encode(facts);
  return record;
}

journal::Record step(life::NoticeEvent act, index::NoticeState after) {
  index::DecisionFacts facts;
  facts.notice = {country("FR"), "FR-1", 1};
  facts.act = act;
  facts.after = after;
  journal::Record record;
  record.kind = log::LeafKind::decision;
  record.facts = index::encode(facts);
  return record;
}

/// FR-1, sent to these.
struct Published : ViewStore {
  explicit Published(std::vector<std::string> const& to) : ViewStore(std::make_unique<index::IndexView>()) {
    REQUIRE(add(version(*this, "FR-1", countries(to))));
  }
};

}

TEST_SUITE("storage/index silences") {
  TEST_CASE("who says nothing is named at each of the three times, not a second before") {
    Published store({"DE", "IT"});
    struct Row {
      std::string name;
      EvidenceKind kind;
      std::chrono::seconds within;
    };
    Row const rows[] = {{"taken in", EvidenceKind::not_retrieved, limits::retrieve_within},
                        {"in the national system", EvidenceKind::not_delivered, limits::deliver_within},
                        {"seen", EvidenceKind::not_acknowledged, limits::acknowledge_within}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(scheduled(store) == std::vector{at(0, row.within)});
      CHECK_FALSE(silence(store, at(0, row.within) - 1s));
      auto const found = silence(store, at(0, row.within));
      REQUIRE(found);
      CHECK(found->kind == row.kind);
      CHECK(found->who == countries({"DE", "IT"}));
      REQUIRE(store.add(said(row.kind, {"DE", "IT"})));
    }
    CHECK(scheduled(store).empty());
    CHECK_FALSE(silence(store, k_never));
  }

  TEST_CASE("what is awaited depends on how far the recipient has come") {
    struct Row {
      std::string name;
      std::vector<EvidenceKind> heard;
      std::vector<EvidenceKind> missing;  // at the end of all times
    };
    using enum EvidenceKind;
    Row const rows[] = {{"nothing", {}, {not_retrieved, not_delivered, not_acknowledged}},
                        {"its gateway has it", {retrieved}, {not_delivered, not_acknowledged}},
                        {"its system has it", {delivered}, {not_acknowledged}},
                        {"its desk has it", {acknowledged}, {}},
                        {"it has acted upon it", {outcome}, {}},
                        {"it did not take it in", {rejected}, {}},
                        {"it did not, and then it did", {rejected, retrieved}, {}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Published store({"DE"});
      for (EvidenceKind const kind : row.heard) REQUIRE(store.add(evidence(kind, "DE", {{"FR-1", 1}})));
      std::vector<EvidenceKind> missing;
      while (auto const found = silence(store, k_never)) {
        CHECK(found->who == countries({"DE"}));
        CHECK(scheduled(store).size() == 1);
        missing.push_back(found->kind);
        REQUIRE(store.add(said(found->kind, {"DE"})));
      }
      CHECK(missing == row.missing);
      CHECK(scheduled(store).empty());
    }
  }

  TEST_CASE("who is heard of after the hub has spoken has come as far as it says, and the word stays") {
    Published store({"DE"});
    REQUIRE(store.add(said(EvidenceKind::not_retrieved, {"DE"})));
    REQUIRE(store.add(evidence(acknowledged, "DE", {{"FR-1", 1}})));
    auto const status = index::status_of(store.state(), country("FR"), "FR-1", {});
    REQUIRE(status);
    CHECK(status->recipients.front().stage() == index::Stage::acknowledged);
    CHECK(status->recipients.front().not_retrieved == index::Moment{1, ViewStore::time_of(1)});
    CHECK(scheduled(store).empty());
  }

  TEST_CASE("each recipient has its own time, from when it was sent the version") {
    Published store({"DE"});
    REQUIRE(store.add(evidence(acknowledged, "DE", {{"FR-1", 1}})));
    CHECK(scheduled(store).empty());
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));  // position 2
    CHECK(scheduled(store) == std::vector{at(2, limits::retrieve_within)});
    REQUIRE(store.add(evidence(acknowledged, "IT", {{"FR-1", 2}})));
    REQUIRE(store.add(evidence(acknowledged, "DE", {{"FR-1", 1}})));  // of the version before
    auto const found = silence(store, k_never);
    REQUIRE(found);
    CHECK(found->who == countries({"DE"}));
  }

  TEST_CASE("of what is held back nobody is asked whether he acts upon it; once it is resumed the times begin anew") {
    Published store({"DE"});
    REQUIRE(store.add(step(life::NoticeEvent::suspend, index::NoticeState::suspended)));
    CHECK(scheduled(store).empty());
    REQUIRE(store.add(step(life::NoticeEvent::resume, index::NoticeState::published)));  // position 2
    CHECK(scheduled(store) == std::vector{at(2, limits::retrieve_within)});
  }

  TEST_CASE("of what has ended nothing is awaited but its purge") {
    struct Row {
      std::string name;
      life::NoticeEvent act;
      index::NoticeState after;
    };
    Row const rows[] = {{"cancelled", life::NoticeEvent::cancel, index::NoticeState::cancelled},
                        {"over with its review date", life::NoticeEvent::expire, index::NoticeState::expired}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Published store({"DE"});
      journal::Record end = step(row.act, row.after);
      end.deliveries.push_back({journal::DeliveryKind::recall, countries({"DE"}), {}});
      REQUIRE(store.add(end));  // position 1
      CHECK(scheduled(store) == std::vector{at(1, limits::purge_within)});
      REQUIRE(store.add(evidence(purged, "DE", {{"FR-1", 1}})));
      CHECK(scheduled(store).empty());
    }
  }

  TEST_CASE("who owes a purge is named once, until it has purged, or disputes the recall") {
    using enum EvidenceKind;
    Published store({"DE", "ES", "IT"});
    REQUIRE(store.add(withdrawal(store, "FR-1")));  // position 1
    CHECK(scheduled(store) == std::vector{at(1, limits::purge_within)});
    CHECK_FALSE(silence(store, at(1, limits::purge_within) - 1s));
    REQUIRE(store.add(evidence(purged, "DE", {{"FR-1", 2}})));
    REQUIRE(store.add(evidence(disputed, "ES", {{"FR-1", 2}})));
    auto const found = silence(store, at(1, limits::purge_within));
    REQUIRE(found);
    CHECK(found->kind == not_purged);
    CHECK(found->who == countries({"IT"}));
    REQUIRE(store.add(said(not_purged, {"IT"}, 2)));
    CHECK(scheduled(store).empty());
    index::Head const head = head_of(store, "FR-1");
    REQUIRE(head.owed.size() == 1);
    CHECK(head.owed.front().to == countries({"ES", "IT"}));
    CHECK(head.disputed == std::vector{index::Told{{3, ViewStore::time_of(3)}, countries({"ES"})}});
    CHECK(head.reminded == std::vector{index::Told{{4, ViewStore::time_of(4)}, countries({"IT"})}});
    for (char const* const member : {"ES", "IT"}) REQUIRE(store.add(evidence(purged, member, {{"FR-1", 2}})));
    CHECK(head_of(store, "FR-1").owed.empty());
    CHECK(head_of(store, "FR-1").disputed.empty());
    CHECK(head_of(store, "FR-1").reminded.empty());
  }

  TEST_CASE("a dispute counts once, when it was first said, and only of what is owed") {
    Published store({"DE", "IT"});
    REQUIRE(store.add(evidence(EvidenceKind::disputed, "DE", {{"FR-1", 1}})));  // nothing was recalled
    CHECK(head_of(store, "FR-1").disputed.empty());
    REQUIRE(store.add(withdrawal(store, "FR-1")));
    for (int times = 0; times < 2; ++times) REQUIRE(store.add(evidence(EvidenceKind::disputed, "DE", {{"FR-1", 2}})));
    CHECK(head_of(store, "FR-1").disputed == std::vector{index::Told{{3, ViewStore::time_of(3)}, countries({"DE"})}});
  }

  TEST_CASE("what was recalled and purged is not owed again because another version was recalled since") {
    Published store({"DE"});
    REQUIRE(store.add(version(store, "FR-1", {})));  // 1: recalled
    REQUIRE(store.add(evidence(purged, "DE", {{"FR-1", 2}})));
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));  // 3: given again
    REQUIRE(store.add(withdrawal(store, "FR-1")));                  // 4: recalled again
    index::Head const head = head_of(store, "FR-1");
    auto const owes = [&](std::uint32_t ver) {
      auto const named = index::version_of(store.state(), head.iss, head.id, ver);
      REQUIRE((named && *named));
      return index::owes_purge_of(head, **named, country("DE"));
    };
    CHECK_FALSE(owes(2));
    CHECK(owes(4));
    REQUIRE(store.add(evidence(EvidenceKind::disputed, "DE", {{"FR-1", 2}})));
    CHECK(head_of(store, "FR-1").disputed.empty());
  }

  TEST_CASE("an outcome may change: the last counts; a rejection keeps its first reason") {
    Published store({"DE"});
    auto const with_code = [](EvidenceKind kind, std::string const& code) {
      index::EvidenceFacts facts{kind, country("DE"), "NCB", {{country("FR"), "FR-1", 1}}, false, code};
      journal::Record record;
      record.facts = index::encode(facts);
      return record;
    };
    for (auto const* const code : {"LOCATED", "ARRESTED"}) REQUIRE(store.add(with_code(EvidenceKind::outcome, code)));
    for (auto const* const code : {"UNREADABLE", "UNLAWFUL"})
      REQUIRE(store.add(with_code(EvidenceKind::rejected, code)));
    auto const status = index::status_of(store.state(), country("FR"), "FR-1", {});
    REQUIRE(status);
    CHECK(status->recipients.front().marks.outcome->code == "ARRESTED");
    CHECK(status->recipients.front().marks.rejected->code == "UNREADABLE");
  }
}
