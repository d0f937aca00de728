#include "storage/index/index_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "storage/index/keys.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using test::countries;
using test::country;
using test::evidence;
using test::head_of;
using test::some_facts;
using test::version;
using test::withdrawal;

std::vector<std::string> term_keys(test::ViewStore const& store) {
  std::vector<std::string> keys;
  for (auto const& [key, value] : store.rows(kv::Family::index))
    if (!index::duty_of(key)) keys.push_back(key);
  return keys;
}

std::vector<std::string> keys_of(std::vector<std::string> const& terms, journal::Position first) {
  std::vector<std::string> keys;
  for (std::string const& term : terms) keys.push_back(index::term_key(term, first));
  std::ranges::sort(keys);
  return keys;
}

}

TEST_SUITE("storage/index view") {
  TEST_CASE("a first version makes a head with what its facts and deliveries say") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    index::Head const head = head_of(store, "FR-1");
    CHECK(head.iss == country("FR"));
    CHECK(head.state == life::NoticeState::published);
    CHECK(head.ver == 1);
    CHECK(head.content_ver == 1);
    CHECK(head.first == index::Moment{0, test::ViewStore::time_of(0)});
    CHECK(head.current == head.first);
    CHECK(head.released == countries({"DE", "IT"}));
    CHECK(head.holders == head.released);
    CHECK(head.sent == head.released);
    CHECK(head.title == "Dupont, Jean");
  }

  TEST_CASE("names that differ in issuer or in one letter are different notices") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    CHECK_FALSE(*index::current_head(store.state(), country("FR"), "FR-11"));
    CHECK_FALSE(*index::current_head(store.state(), country("FR"), "FR-"));
    CHECK_FALSE(*index::current_head(store.state(), country("DE"), "FR-1"));
    CHECK(index::holders(store.state(), country("DE"), "FR-1")->empty());
    CHECK(*index::holders(store.state(), country("FR"), "FR-1") == countries({"DE"}));
  }

  TEST_CASE("an update replaces content, keeps the place, and tells holders from recipients") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    auto facts = some_facts();
    facts.title = "Durand, Jeanne";
    facts.colour = documents::Colour::blue;
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "ES"}), facts)));

    index::Head const head = head_of(store, "FR-1");
    CHECK(head.ver == 2);
    CHECK(head.first.position == 0);
    CHECK(head.current.position == 1);
    CHECK(head.title == "Durand, Jeanne");
    CHECK(head.colour == documents::Colour::blue);
    CHECK(head.released == countries({"DE", "ES"}));
    CHECK(head.holders == countries({"DE", "ES"}));
    CHECK(head.sent == countries({"DE", "ES", "IT"}));
    auto const second = index::version_of(store.state(), country("FR"), "FR-1", 2);
    REQUIRE(second);
    CHECK((*second)->recalled == countries({"IT"}));
    CHECK((*second)->facts.title == "Durand, Jeanne");
  }

  TEST_CASE("a withdrawal ends the release and keeps the content to look back on") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(withdrawal(store, "FR-1")));
    index::Head const head = head_of(store, "FR-1");
    CHECK(head.state == life::NoticeState::withdrawn);
    CHECK(head.ver == 2);
    CHECK(head.content_ver == 1);
    CHECK(head.title == "Dupont, Jean");
    CHECK(head.released.empty());
    CHECK(head.holders.empty());
    CHECK(head.sent == countries({"DE", "IT"}));
  }

  TEST_CASE("a holder without a recall stays a holder") {
    auto store = test::make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    auto narrowed = version(store, "FR-1", countries({"DE"}));
    narrowed.deliveries = {{journal::DeliveryKind::document, countries({"DE"})}};
    REQUIRE(store.add(std::move(narrowed)));
    CHECK(head_of(store, "FR-1").released == countries({"DE"}));
    CHECK(head_of(store, "FR-1").holders == countries({"DE", "IT"}));
  }

  TEST_CASE("list rows follow what the notice is now") {
    auto store = test::make_index();
    using namespace index;
    auto const origin = origin_term(country("FR"));
    auto const hom = offence_term("HOM");
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    CHECK(term_keys(store) == keys_of({origin, hom}, 0));  // red is no term, nor is published

    auto facts = some_facts();
    facts.colour = documents::Colour::blue;
    facts.urgent = true;
    facts.offences = {"DRU", "HOM", "HOM"};
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}), facts)));
    auto const blue = colour_term(documents::Colour::blue);
    CHECK(term_keys(store) == keys_of({blue, origin, hom, offence_term("DRU"), urgent_term()}, 0));

    REQUIRE(store.add(withdrawal(store, "FR-1")));
    CHECK(term_keys(store) ==
          keys_of({blue, origin, hom, offence_term("DRU"), urgent_term(), state_term(NoticeState::withdrawn)}, 0));
  }

  TEST_CASE("the number of rows does not grow with the number of recipients") {
    auto rows_for = [](std::size_t recipients) {
      auto store = test::make_index();
      CountrySet audience;
      for (std::size_t i = 0; i < recipients; ++i) audience.add(*CountryCode::from_slot(static_cast<std::uint8_t>(i)));
      REQUIRE(store.add(version(store, "FR-1", audience)));
      REQUIRE(store.add(withdrawal(store, "FR-1")));
      return store.rows(kv::Family::notice).size() + store.rows(kv::Family::index).size() +
             store.rows(kv::Family::status).size();
    };
    CHECK(rows_for(1) == rows_for(196));
  }

  TEST_CASE("history tells all versions, oldest first") {
    auto store = test::make_index();
    CHECK(index::history_of(store.state(), country("FR"), "FR-1")->empty());
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    REQUIRE(store.add(version(store, "FR-2", countries({"DE"}))));
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    REQUIRE(store.add(withdrawal(store, "FR-1")));
    auto const versions = index::history_of(store.state(), country("FR"), "FR-1");
    REQUIRE(versions);
    REQUIRE(versions->size() == 3);
    CHECK(versions->at(0).entered.position == 0);
    CHECK(versions->at(1).entered.position == 2);
    CHECK(versions->at(2).facts.action == documents::Action::withdraw);
    CHECK_FALSE(*index::version_of(store.state(), country("FR"), "FR-1", 4));
  }

  TEST_CASE("entries of one batch see each other") {
    auto store = test::make_index();
    auto first = version(store, "FR-1", countries({"DE", "IT"}));
    auto second = first;
    second.ver = 2;
    second.deliveries = index::deliveries_for(countries({"DE"}), countries({"DE", "IT"}));
    REQUIRE(store.add_all({first, second, evidence(test::acknowledged, "DE", {{"FR-1", 2}})}));
    CHECK(head_of(store, "FR-1").ver == 2);
    CHECK(head_of(store, "FR-1").first.position == 0);
    CHECK(store.rows(kv::Family::status).size() == 2);
  }

  TEST_CASE("what is not for the index leaves no row; what cannot be applied is refused") {
    struct Row {
      std::string name;
      std::string facts;
      std::uint32_t ver;
      std::optional<Errc> error;
    };
    std::string const good = index::encode(some_facts());
    Row const rows[] = {{"no facts", "", 9, std::nullopt},
                        {"facts of another view", "DE", 9, std::nullopt},
                        {"the same version again", good, 1, Errc::internal},
                        {"broken notice facts", good.substr(0, 5), 2, Errc::corrupt},
                        {"broken evidence facts", "E", 2, Errc::corrupt}};
    auto store = test::make_index();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      store.clear();
      REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
      auto const before = store.rows(kv::Family::notice);
      auto record = version(store, "FR-1", countries({"DE"}));
      record.ver = row.ver;
      record.facts = row.facts;
      auto const added = store.add(std::move(record));
      CHECK(bool(added) == !row.error.has_value());
      if (!added) CHECK(added.error().code == *row.error);
      CHECK(store.rows(kv::Family::notice) == before);
    }
  }

  TEST_CASE("a name without its head is corrupt, not absent") {
    auto store = test::make_index();
    store.put_raw(kv::Family::notice, index::name_key(country("FR"), "FR-1"), std::string(8, '\0'));
    auto const head = index::current_head(store.state(), country("FR"), "FR-1");
    REQUIRE_FALSE(head);
    CHECK(head.error().code == Errc::corrupt);
    store.put_raw(kv::Family::notice, index::name_key(country("FR"), "FR-1"), "short");
    CHECK(index::current_head(store.state(), country("FR"), "FR-1").error().code == Errc::corrupt);
  }

  TEST_CASE("a new version goes to its audience, a recall to the other holders") {
    struct Row {
      std::string name;
      CountrySet audience, holders;
      std::vector<journal::Delivery> expected;
    };
    using journal::DeliveryKind;
    Row const rows[] = {
        {"nobody, nobody", {}, {}, {}},
        {"a first version", countries({"DE"}), {}, {{DeliveryKind::document, countries({"DE"})}}},
        {"the same audience", countries({"DE"}), countries({"DE"}), {{DeliveryKind::document, countries({"DE"})}}},
        {"a withdrawal", {}, countries({"DE", "IT"}), {{DeliveryKind::recall, countries({"DE", "IT"})}}},
        {"one gained, one lost",
         countries({"DE", "ES"}),
         countries({"DE", "IT"}),
         {{DeliveryKind::document, countries({"DE", "ES"})}, {DeliveryKind::recall, countries({"IT"})}}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(index::deliveries_for(row.audience, row.holders) == row.expected);
    }
  }
}
