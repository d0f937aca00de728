// What must be given and taken so that everybody has what policy lets it have.
#include "server/exchange/release_change.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/support/seed.hpp"

using namespace huecry;
using exchange::release_change;
using exchange::ReleaseChange;

namespace {

CountryCode slot(unsigned number) { return *CountryCode::from_slot(static_cast<std::uint8_t>(number)); }

CountrySet set(std::initializer_list<unsigned> slots) {
  CountrySet countries;
  for (unsigned const number : slots) countries.add(slot(number));
  return countries;
}

index::Version version(CountrySet const& released, std::vector<index::Edition> editions = {}) {
  index::Version version;
  version.released = released;
  version.editions = std::move(editions);
  return version;
}

policy::Decision decision(CountrySet const& allowed, CountrySet const& without_images = {},
                          CountrySet const& without_judicial = {}) {
  policy::Decision made;
  made.allowed = allowed;
  made.redacted[static_cast<std::size_t>(policy::Block::images)] = without_images;
  made.redacted[static_cast<std::size_t>(policy::Block::judicial)] = without_judicial;
  return made;
}

constexpr std::size_t k_images = policy::bit(policy::Block::images), k_judicial = policy::bit(policy::Block::judicial);

journal::Entity const k_entity{slot(4), "CUSTOMS"};

/// The version after the change, as the index keeps it.
index::Version after(index::Version version, ReleaseChange const& change) {
  for (std::size_t missing = 0; missing < change.give.size(); ++missing) {
    for (auto& edition : version.editions) edition.to = edition.to - change.give[missing].bureaus;
    version.released = version.released | change.give[missing].bureaus;
    if (missing != 0 && !change.give[missing].bureaus.empty())
      version.editions.push_back({static_cast<std::uint8_t>(missing), {}, 0, change.give[missing].bureaus});
  }
  for (auto& edition : version.editions) edition.to = edition.to - change.take.bureaus;
  version.released = version.released - change.take.bureaus;
  return version;
}

}

TEST_SUITE("server/exchange release change") {
  TEST_CASE("everyone gets what it has not, in the edition that policy lets it have") {
    ReleaseChange const change = release_change(decision(set({1, 2, 3, 4}), set({2, 3}), set({3})), {}, {});
    CHECK(change.give[0].bureaus == set({1, 4}));
    CHECK(change.give[k_images].bureaus == set({2}));
    CHECK(change.give[k_images | k_judicial].bureaus == set({3}));
    CHECK(change.give[k_judicial].empty());
    CHECK(change.take.empty());
  }

  TEST_CASE("who has what it may have is left alone, who holds more is told to give it up") {
    ReleaseChange const change = release_change(decision(set({1, 2})), version(set({1, 3})), set({1, 3, 4}));
    CHECK(change.give[0].bureaus == set({2}));
    CHECK(change.take.bureaus == set({3, 4}));
  }

  TEST_CASE("who has another edition than policy lets it have gets the right one") {
    auto const has = version(set({1, 2}), {{k_images, {}, 7, set({2})}});
    ReleaseChange const stricter = release_change(decision(set({1, 2}), set({1, 2})), has, set({1, 2}));
    CHECK(stricter.give[k_images].bureaus == set({1}));
    ReleaseChange const whole = release_change(decision(set({1, 2})), has, set({1, 2}));
    CHECK(whole.give[0].bureaus == set({2}));
    CHECK(whole.take.empty());
  }

  TEST_CASE("after a change there is nothing left to change, whatever the decisions were") {
    HUECRY_SEEDED;
    auto random = test::generator("release change");
    auto const any = [&] {
      CountrySet countries;
      for (unsigned number = 0; number < 12; ++number)
        if (random() % 2 == 0) countries.add(slot(number));
      return countries;
    };
    for (int round = 0; round < 2000; ++round) {
      index::Version has = version({});
      for (int step = 0; step < 4; ++step) {
        auto const wanted = decision(any(), any(), any());
        ReleaseChange const change = release_change(wanted, has, has.released);
        has = after(std::move(has), change);
        REQUIRE(has.released == wanted.allowed);
        REQUIRE(release_change(wanted, has, has.released).empty());
      }
    }
  }

  using policy::Verdict;

  TEST_CASE("what an entity is due of version 2") {
    struct Row {
      std::string name;
      std::optional<policy::EntityDecision> right;  // absent: policy does not speak of it
      std::optional<index::Holding> holding;
      int given;  // the blocks that are missing; -1: nothing
      bool taken;
    };
    auto const may = [](Verdict verdict, policy::Bits missing = 0) {
      return policy::EntityDecision{verdict, {}, missing, 0};
    };
    auto const has = [](std::uint32_t ver, std::uint8_t missing = 0, bool recalled = false) {
      index::Holding holding{k_entity, ver, missing, {}, {}, {}, {}, {}, {}, {}};
      if (recalled) holding.recalled = index::Moment{};
      return holding;
    };
    Row const rows[] = {
        {"allowed, has nothing", may(Verdict::allow), {}, 0, false},
        {"allowed, has it", may(Verdict::allow), has(2), -1, false},
        {"allowed, has the version before", may(Verdict::allow), has(1), 0, false},
        {"allowed, was recalled", may(Verdict::allow), has(2, 0, true), 0, false},
        {"allowed the whole, has an edition", may(Verdict::allow), has(2, k_images), 0, false},
        {"allowed an edition, has nothing", may(Verdict::redacted, k_images), {}, k_images, false},
        {"allowed an edition, has the whole", may(Verdict::redacted, k_images), has(2), k_images, false},
        {"allowed an edition, has it", may(Verdict::redacted, k_images), has(2, k_images), -1, false},
        {"denied, has nothing", may(Verdict::deny), {}, -1, false},
        {"denied, has it", may(Verdict::deny), has(2), -1, true},
        {"denied, has the version before", may(Verdict::deny), has(1), -1, true},
        {"denied, was recalled", may(Verdict::deny), has(2, 0, true), -1, false},
        {"requestable, has it", may(Verdict::requestable), has(2), -1, true},
        {"requestable, has nothing", may(Verdict::requestable), {}, -1, false},
        {"no delegation any more, has it", {}, has(2), -1, true},
        {"no delegation, has nothing", {}, {}, -1, false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::vector<exchange::EntityRight> rights;
      std::vector<index::Holding> holdings;
      if (row.right) rights.push_back({k_entity, *row.right});
      if (row.holding) holdings.push_back(*row.holding);
      ReleaseChange change;
      exchange::add_entities(change, rights, 2, holdings);
      for (std::size_t missing = 0; missing < change.give.size(); ++missing)
        CHECK(change.give[missing].entities.size() == (static_cast<int>(missing) == row.given ? 1U : 0U));
      CHECK(change.take.entities.size() == (row.taken ? 1U : 0U));
    }
  }
}
