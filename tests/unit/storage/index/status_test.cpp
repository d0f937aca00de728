#include "storage/index/status.hpp"

#include <doctest/doctest.h>

#include "storage/index/keys.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using index::Counts;
using index::Mark;
using index::Moment;
using index::Overdue;
using index::Stage;
using test::acknowledged;
using test::countries;
using test::country;
using test::evidence;
using test::head_of;
using test::retrieved;
using test::version;
using test::withdrawal;

/// Whoever has acknowledged it has it in its system.
Counts with_delivered(Counts counts, std::size_t delivered) {
  counts.delivered = delivered;
  return counts;
}

Moment moment(journal::Position position) { return {position, test::ViewStore::time_of(position)}; }
Mark mark(journal::Position position, std::string party = "NCB") { return {moment(position), std::move(party)}; }

/// Nothing is overdue for a very long time.
Overdue const k_patient{UnixMillis(), std::chrono::hours(24 * 365 * 100)};

index::Status status_of(test::ViewStore const& store, std::string const& id, std::optional<std::uint32_t> ver = {},
                        Overdue const& overdue = k_patient) {
  auto status = index::status_of(store.state(), country(id.substr(0, 2)), id, overdue, ver);
  REQUIRE(status);
  return *std::move(status);
}

index::RecipientStatus const& row_of(index::Status const& status, std::string_view recipient) {
  for (auto const& row : status.recipients)
    if (row.recipient == country(recipient)) return row;
  FAIL("no row for " << recipient);
  return status.recipients.front();
}

}

TEST_SUITE("storage/index status") {
  TEST_CASE("every recipient has a row from the start, and evidence fills it") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "ES", "IT"}))));
    CHECK(status_of(store, "FR-1").recipients.size() == 3);
    CHECK(row_of(status_of(store, "FR-1"), "DE").stage() == Stage::pending);

    REQUIRE(store.add(evidence(retrieved, "DE", {{"FR-1", 1}})));
    REQUIRE(store.add(evidence(acknowledged, "DE", {{"FR-1", 1}}, "BKA")));
    REQUIRE(store.add(evidence(retrieved, "IT", {{"FR-1", 1}})));
    auto const status = status_of(store, "FR-1");
    CHECK(row_of(status, "DE").stage() == Stage::acknowledged);
    CHECK(row_of(status, "DE").marks == index::Marks{mark(1), mark(2, "BKA")});
    CHECK(row_of(status, "IT").stage() == Stage::retrieved);
    CHECK(row_of(status, "IT").marks == index::Marks{mark(3), std::nullopt});
    CHECK(row_of(status, "ES").stage() == Stage::pending);
    CHECK(status.counts == with_delivered({3, 2, 1, 0, 0, 0}, 1));
  }

  TEST_CASE("evidence counts once, when it first came, and only from those who were sent the version") {
    struct Row {
      std::string name;
      std::vector<journal::Record> evidence;  // the first at position 2
      index::Marks de;                        // of version 1
      std::size_t status_rows;
    };
    Row const rows[] = {
        {"none", {}, {}, 0},
        {"once", {evidence(retrieved, "DE", {{"FR-1", 1}})}, {mark(2), std::nullopt}, 2},
        {"twice",
         {evidence(retrieved, "DE", {{"FR-1", 1}}), evidence(retrieved, "DE", {{"FR-1", 1}}, "BKA")},
         {mark(2), std::nullopt},
         2},
        {"twice in one document", {evidence(retrieved, "DE", {{"FR-1", 1}, {"FR-1", 1}})}, {mark(2), std::nullopt}, 2},
        {"acknowledged without retrieval", {evidence(acknowledged, "DE", {{"FR-1", 1}})}, {std::nullopt, mark(2)}, 2},
        {"retrieval told after the acknowledgement",
         {evidence(acknowledged, "DE", {{"FR-1", 1}}), evidence(retrieved, "DE", {{"FR-1", 1}})},
         {mark(3), mark(2)},
         2},
        {"by one who was not sent it", {evidence(retrieved, "BR", {{"FR-1", 1}})}, {}, 0},
        {"about a version that does not exist", {evidence(retrieved, "DE", {{"FR-1", 3}})}, {}, 0},
        {"about a notice that does not exist", {evidence(retrieved, "DE", {{"FR-9", 1}, {"IT-1", 1}})}, {}, 0},
        {"about nothing", {evidence(retrieved, "DE", {})}, {}, 0},
        {"one item good, one not",
         {evidence(retrieved, "DE", {{"FR-9", 1}, {"FR-1", 1}})},
         {mark(2), std::nullopt},
         2}};
    auto store = test::make_index();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      store.clear();
      REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
      REQUIRE(store.add(version(store, "FR-2", countries({"DE", "IT"}))));
      for (journal::Record const& record : row.evidence) REQUIRE(store.add(record));
      CHECK(row_of(status_of(store, "FR-1"), "DE").marks == row.de);
      CHECK(row_of(status_of(store, "FR-1"), "IT").marks == index::Marks{});
      CHECK(store.rows(kv::Family::status).size() == row.status_rows);
    }
  }

  TEST_CASE("each version has its own status, and late evidence about an old one is kept there") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(evidence(acknowledged, "DE", {{"FR-1", 1}})));
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "ES"}))));
    REQUIRE(store.add(evidence(retrieved, "IT", {{"FR-1", 1}})));

    auto const now = status_of(store, "FR-1");
    CHECK(now.version.ver == 2);
    CHECK(row_of(now, "DE").stage() == Stage::pending);
    CHECK(row_of(now, "ES").stage() == Stage::pending);
    CHECK(row_of(now, "IT").sent == journal::DeliveryKind::recall);
    CHECK(row_of(now, "IT").recalled == moment(2));
    CHECK(now.counts == Counts{2, 0, 0, 0, 1, 0});

    auto const before = status_of(store, "FR-1", 1);
    CHECK(row_of(before, "DE").stage() == Stage::acknowledged);
    CHECK_FALSE(row_of(before, "DE").recalled);
    CHECK(row_of(before, "IT").stage() == Stage::retrieved);
    CHECK(row_of(before, "IT").recalled == moment(2));
    CHECK(before.counts == with_delivered({2, 2, 1, 0, 0, 0}, 1));
  }

  TEST_CASE("a recall is acknowledged like a document") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(withdrawal(store, "FR-1")));
    REQUIRE(store.add(evidence(acknowledged, "DE", {{"FR-1", 2}})));
    auto const status = status_of(store, "FR-1");
    CHECK(row_of(status, "DE").sent == journal::DeliveryKind::recall);
    CHECK(row_of(status, "DE").stage() == Stage::acknowledged);
    CHECK(row_of(status, "IT").stage() == Stage::pending);
    CHECK(status.counts == Counts{0, 0, 0, 0, 2, 1});
    CHECK(row_of(status_of(store, "FR-1", 1), "DE").recalled == moment(1));
  }

  TEST_CASE("the first recall of a version is the one that counts") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));        // recalls IT
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));  // IT gets it again
    REQUIRE(store.add(withdrawal(store, "FR-1")));                        // recalls both
    CHECK(row_of(status_of(store, "FR-1", 1), "IT").recalled == moment(1));
    CHECK(row_of(status_of(store, "FR-1", 1), "DE").recalled == moment(3));
    CHECK(row_of(status_of(store, "FR-1", 3), "IT").recalled == moment(3));
  }

  TEST_CASE("overdue is who has not acknowledged for longer than allowed, while the notice is in force") {
    struct Row {
      std::string name;
      std::chrono::milliseconds later;  // than the release of the version
      std::vector<journal::Record> then;
      std::size_t overdue;
    };
    auto const hour = std::chrono::hours(1);
    std::chrono::milliseconds const tick(1);
    Row const rows[] = {{"before the time is over", hour - tick, {}, 0},
                        {"at the time", hour, {}, 0},
                        {"just after it", hour + tick, {}, 2},
                        {"retrieved is not enough", hour + tick, {evidence(retrieved, "DE", {{"FR-1", 1}})}, 2},
                        {"one acknowledged", hour + tick, {evidence(acknowledged, "DE", {{"FR-1", 1}})}, 1},
                        {"both acknowledged",
                         hour + tick,
                         {evidence(acknowledged, "DE", {{"FR-1", 1}}), evidence(acknowledged, "IT", {{"FR-1", 1}})},
                         0}};
    auto store = test::make_index();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      store.clear();
      REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
      for (auto const& record : row.then) REQUIRE(store.add(record));
      Overdue const overdue{test::ViewStore::time_of(0) + row.later, hour};
      index::Head const head = head_of(store, "FR-1");
      CHECK(status_of(store, "FR-1", {}, overdue).counts.overdue == row.overdue);
      CHECK(index::counts_of(store.state(), head, overdue)->overdue == row.overdue);
      CHECK(index::overdue_recipients(store.state(), head, overdue)->size() == row.overdue);
    }
  }

  TEST_CASE("a withdrawn notice and an old version are not overdue") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    Overdue const overdue{test::ViewStore::time_of(1000), std::chrono::hours(0)};
    CHECK(status_of(store, "FR-1", 2, overdue).counts.overdue == 1);
    CHECK(status_of(store, "FR-1", 1, overdue).counts.overdue == 0);
    REQUIRE(store.add(withdrawal(store, "FR-1")));
    CHECK(status_of(store, "FR-1", 3, overdue).counts.overdue == 0);
  }

  TEST_CASE("progress tells who was heard of the current version") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(evidence(acknowledged, "DE", {{"FR-1", 1}})));
    CHECK(*index::progress_of(store.state(), head_of(store, "FR-1")) == index::Progress{{}, countries({"DE"})});
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    CHECK(*index::progress_of(store.state(), head_of(store, "FR-1")) == index::Progress{});
  }

  TEST_CASE("no such notice and no such version are not found; rows that contradict each other are corrupt") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    auto code_of = [&](std::string_view id, std::optional<std::uint32_t> ver) {
      auto const status = index::status_of(store.state(), country("FR"), id, k_patient, ver);
      REQUIRE_FALSE(status);
      return status.error().code;
    };
    CHECK(code_of("FR-2", {}) == Errc::not_found);
    CHECK(code_of("FR-1", 2) == Errc::not_found);
    store.put_raw(kv::Family::status, index::marks_key(0, 1, country("BR")), index::encode(index::Marks{}));
    CHECK(code_of("FR-1", 1) == Errc::corrupt);
  }
}
