// What becomes of a notice that is in force when policy changes: the hub's publications.
#include <doctest/doctest.h>

#include "storage/index/holdings.hpp"
#include "storage/index/live.hpp"
#include "storage/index/status.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using test::countries;
using test::country;
using test::head_of;

/// Whom policy newly lets have the current version of a notice, and who must give it up.
journal::Record publication(std::string const& id, std::uint32_t ver, CountrySet const& gained, CountrySet const& lost,
                            std::uint8_t missing = 0) {
  journal::Record record;
  record.kind = log::LeafKind::publication;
  record.iss = country("XP");
  record.id = id + ".1";
  record.object.bytes[0] = 0x50;
  record.object.bytes[1] = missing;
  if (!gained.empty()) record.deliveries.push_back({journal::DeliveryKind::document, gained});
  if (!lost.empty()) record.deliveries.push_back({journal::DeliveryKind::recall, lost});
  record.facts = index::encode(index::PublicationFacts{{country(id.substr(0, 2)), id, ver}, 0, missing});
  return record;
}

index::Version current(test::ViewStore const& store, std::string const& id) {
  auto const version = index::version_of(store.state(), country(id.substr(0, 2)), id, head_of(store, id).ver);
  REQUIRE(version);
  REQUIRE(version->has_value());
  return **version;
}

index::Status status(test::ViewStore const& store, std::string const& id) {
  auto const found = index::status_of(store.state(), country(id.substr(0, 2)), id, {});
  REQUIRE(found);
  return *found;
}

journal::Entity const k_customs{country("DE"), "CUSTOMS"};

/// The same for one entity.
journal::Record to_customs(std::string const& id, std::uint32_t ver, journal::DeliveryKind kind,
                           std::uint8_t missing = 0) {
  journal::Record record = publication(id, ver, {}, {}, missing);
  record.deliveries.push_back({kind, {}, {k_customs}});
  return record;
}

journal::Record heard(std::string const& id, std::uint32_t ver, documents::EvidenceKind kind, bool by_entity) {
  journal::Record record;
  record.kind = log::LeafKind::evidence;
  record.iss = k_customs.country;
  record.id = "DE-E-" + std::to_string(ver) + (by_entity ? "-E" : "-B");
  index::EvidenceFacts const facts{
      kind, k_customs.country, k_customs.organisation, {{country(id.substr(0, 2)), id, ver}}, by_entity};
  record.facts = index::encode(facts);
  return record;
}

index::Holding holding(test::ViewStore const& store, std::string const& id) {
  auto const found = index::holding_of(store.state(), head_of(store, id).first.position, k_customs);
  REQUIRE(found);
  REQUIRE(found->has_value());
  return **found;
}

}

TEST_SUITE("storage/index publication") {
  TEST_CASE("a country that gains a notice has it, and one that loses it is recalled, at that moment") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(publication("FR-1", 1, countries({"BR"}), countries({"IT"}))));
    index::Head const head = head_of(store, "FR-1");
    CHECK(head.ver == 1);
    CHECK(head.current.position == 0);
    CHECK(head.released == countries({"BR", "DE"}));
    CHECK(head.holders == countries({"BR", "DE"}));
    CHECK(head.sent == countries({"BR", "DE", "IT"}));
    auto const now = status(store, "FR-1");
    REQUIRE(now.recipients.size() == 3);
    for (auto const& row : now.recipients) {
      CAPTURE(row.recipient.text());
      CHECK((row.sent == journal::DeliveryKind::recall) == (row.recipient == country("IT")));
      if (row.recalled) CHECK(*row.recalled == index::Moment{1, test::ViewStore::time_of(1)});
    }
    CHECK(now.counts.recalled == 1);
  }

  TEST_CASE("who loses a notice and gains it again has no recall open") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(publication("FR-1", 1, {}, countries({"IT"}))));
    REQUIRE(store.add(publication("FR-1", 1, countries({"IT"}), {})));
    index::Version const version = current(store, "FR-1");
    CHECK(version.released == countries({"DE", "IT"}));
    CHECK(version.recalled.empty());
    CHECK(version.later_recalls.empty());
    CHECK(head_of(store, "FR-1").holders == countries({"DE", "IT"}));
  }

  TEST_CASE("a country has one edition at a time, the last one that it was given") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(publication("FR-1", 1, countries({"BR", "IT"}), {}, 8)));
    index::Version version = current(store, "FR-1");
    REQUIRE(version.editions.size() == 1);
    CHECK(version.editions.front().missing == 8);
    CHECK(version.editions.front().to == countries({"BR", "IT"}));
    CHECK(version.editions.front().position == 1);
    REQUIRE(store.add(publication("FR-1", 1, countries({"IT"}), countries({"BR"}))));
    version = current(store, "FR-1");
    REQUIRE(version.editions.size() == 1);  // what it was stays provable
    CHECK(version.editions.front().to.empty());
    CHECK(version.released == countries({"DE", "IT"}));
  }

  TEST_CASE("a new version begins without editions, and recalls from everyone who held one") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE"}))));
    REQUIRE(store.add(publication("FR-1", 1, countries({"BR"}), {}, 8)));
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE"}))));
    CHECK(current(store, "FR-1").editions.empty());
    CHECK(current(store, "FR-1").recalled == countries({"BR"}));
  }

  TEST_CASE("a publication of another version than the one in force, or of no notice, is refused whole") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE"}))));
    CHECK_FALSE(store.add(publication("FR-1", 2, countries({"BR"}), {})));
    CHECK_FALSE(store.add(publication("FR-2", 1, countries({"BR"}), {})));
    CHECK(head_of(store, "FR-1").released == countries({"DE"}));
  }

  TEST_CASE("live notices come page by page, each once, without those that have ended") {
    auto store = test::make_index();
    for (std::string const id : {"FR-1", "FR-2", "FR-3", "FR-4"})
      REQUIRE(store.add(test::version(store, id, countries({"DE"}))));
    REQUIRE(store.add(test::withdrawal(store, "FR-3")));
    for (std::size_t const rows : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{100}}) {
      CAPTURE(rows);
      std::vector<std::string> seen;
      std::optional<journal::Position> before;
      do {
        auto const page = index::live(store.state(), before, rows);
        REQUIRE(page);
        for (auto const& live : page->notices) seen.push_back(live.head.id);
        before = page->next;
      } while (before);
      CHECK(seen == std::vector<std::string>{"FR-4", "FR-2", "FR-1"});
    }
  }

  TEST_CASE("an entity holds what it was given until it is recalled, whatever its bureau holds") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE"}))));
    CHECK(index::holdings_of(store.state(), 0)->empty());
    REQUIRE(store.add(to_customs("FR-1", 1, journal::DeliveryKind::document)));
    CHECK(holding(store, "FR-1").held());
    CHECK(holding(store, "FR-1").object == current(store, "FR-1").object);
    CHECK(head_of(store, "FR-1").holders == countries({"DE"}));
    REQUIRE(store.add(to_customs("FR-1", 1, journal::DeliveryKind::document, 8)));
    CHECK(holding(store, "FR-1").missing == 8);
    CHECK(holding(store, "FR-1").object.bytes[1] == 8);  // the edition's
    REQUIRE(store.add(to_customs("FR-1", 1, journal::DeliveryKind::recall)));
    CHECK_FALSE(holding(store, "FR-1").held());
    CHECK(holding(store, "FR-1").recalled->position == 3);
    REQUIRE(store.add(to_customs("FR-1", 1, journal::DeliveryKind::document)));
    CHECK(holding(store, "FR-1").held());
  }

  TEST_CASE("a recall of what an entity never had is refused") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"DE"}))));
    CHECK(store.add(to_customs("FR-1", 1, journal::DeliveryKind::recall)).error().code == Errc::internal);
  }

  TEST_CASE("evidence of an entity is about its own copy, and counts once") {
    struct Row {
      std::string name;
      std::uint32_t ver;
      bool by_entity, counts;
    };
    Row const rows[] = {{"by the entity, about what it has", 1, true, true},
                        {"by the entity, about another version", 2, true, false},
                        {"by its bureau", 1, false, false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto store = test::make_index();
      REQUIRE(store.add(test::version(store, "FR-1", countries({"DE"}))));
      REQUIRE(store.add(to_customs("FR-1", 1, journal::DeliveryKind::document)));
      for (int i = 0; i < 2; ++i)
        REQUIRE(store.add(heard("FR-1", row.ver, documents::EvidenceKind::acknowledged, row.by_entity)));
      CHECK(holding(store, "FR-1").acknowledged.has_value() == row.counts);
      if (row.counts) CHECK(holding(store, "FR-1").acknowledged->position == 2);
      CHECK(status(store, "FR-1").counts.acknowledged == (row.by_entity ? 0 : 1));
    }
  }
}
