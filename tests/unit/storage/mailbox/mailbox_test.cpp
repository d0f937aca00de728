#include "storage/mailbox/mailbox.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "storage/mailbox/mailbox_view.hpp"
#include "storage/mailbox/rows.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/storage/mailbox/view_store.hpp"

namespace {

using namespace huecry;
using journal::Delivery;
using journal::DeliveryKind;
using journal::Position;
using journal::Record;
using mailbox::Item;

constexpr auto document = DeliveryKind::document;
constexpr auto recall = DeliveryKind::recall;

CountryCode country(std::string_view alpha2) { return *CountryCode::parse(alpha2); }

/// The first `count` countries from slot `from` on.
CountrySet countries(std::size_t count, std::uint8_t from = 0) {
  CountrySet set;
  for (std::size_t i = 0; i < count; ++i) set.add(*CountryCode::from_slot(static_cast<std::uint8_t>(from + i)));
  return set;
}

Record record_of(std::vector<Delivery> deliveries) {
  Record record;
  record.deliveries = std::move(deliveries);
  return record;
}

test::ViewStore make_store() { return test::ViewStore(std::make_unique<mailbox::MailboxView>()); }

/// The member's items by the definition, from the records themselves.
std::vector<Item> expected_items(std::vector<Record> const& records, CountryCode member) {
  std::vector<Item> items;
  for (std::size_t position = 0; position < records.size(); ++position) {
    auto gets = [&](DeliveryKind kind) {
      return std::ranges::any_of(records[position].deliveries, [&](Delivery const& delivery) {
        return delivery.kind == kind && delivery.to.contains(member);
      });
    };
    if (gets(document))
      items.push_back({position, document});
    else if (gets(recall))
      items.push_back({position, recall});
  }
  return items;
}

/// Turns pages until the end.
std::vector<Item> read_all(kv::Reader const& state, CountryCode member, std::size_t limit) {
  std::vector<Item> items;
  std::optional<Position> after;
  for (bool more = true; more;) {
    auto const page = mailbox::read(state, member, after, limit);
    REQUIRE(page);
    REQUIRE(page->items.size() <= limit);
    items.insert(items.end(), page->items.begin(), page->items.end());
    REQUIRE((!page->more || page->reached != after));  // a page that says "more" moves on
    after = page->reached;
    more = page->more;
  }
  return items;
}

std::vector<Item> first_page(kv::Reader const& state, CountryCode member) {
  auto const page = mailbox::read(state, member, std::nullopt, 100);
  REQUIRE(page);
  return page->items;
}

}

TEST_SUITE("storage/mailbox") {
  TEST_CASE("a delivery to few has a row for each recipient, a delivery to many one row in all") {
    struct Row {
      std::string name;
      std::vector<Delivery> deliveries;
      std::size_t rows;
    };
    auto const most = mailbox::k_direct_recipients_max;
    Row const rows[] = {
        {"no delivery", {}, 0},
        {"a delivery to nobody", {{document, {}}}, 0},
        {"one recipient", {{document, countries(1)}}, 1},
        {"as many as are direct mail", {{document, countries(most)}}, most},
        {"one more", {{document, countries(most + 1)}}, 1},
        {"everyone", {{document, countries(196)}}, 1},
        {"document to few, recall to few", {{document, countries(2)}, {recall, countries(3, 10)}}, 5},
        {"document to many, recall to few", {{document, countries(100)}, {recall, countries(3, 150)}}, 4},
        {"document and recall to many", {{document, countries(90)}, {recall, countries(90, 100)}}, 1}};
    auto store = make_store();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      store.clear();
      REQUIRE(store.add(record_of(row.deliveries)));
      CHECK(store.rows(kv::Family::mailbox).size() == row.rows);
    }
  }

  TEST_CASE("a member finds what was sent to it, as what it was sent, and nothing else") {
    struct Row {
      std::string name;
      std::vector<Delivery> deliveries;
      std::vector<Item> items;  // of slot 5
    };
    Row const rows[] = {{"direct mail", {{document, countries(1, 5)}}, {{0, document}}},
                        {"direct mail of others", {{document, countries(5)}}, {}},
                        {"a broadcast with the member", {{document, countries(50)}}, {{0, document}}},
                        {"a broadcast without it", {{document, countries(50, 6)}}, {}},
                        {"a direct recall", {{document, countries(1, 4)}, {recall, countries(1, 5)}}, {{0, recall}}},
                        {"a broadcast recall", {{document, countries(50, 6)}, {recall, countries(20)}}, {{0, recall}}},
                        {"document in a broadcast whose recall is direct mail",
                         {{document, countries(50)}, {recall, countries(2, 60)}},
                         {{0, document}}},
                        {"a recall beside the document: the document",
                         {{recall, countries(40)}, {document, countries(6)}},
                         {{0, document}}},
                        {"two deliveries of one kind are one",
                         {{document, countries(3)}, {document, countries(20, 4)}},
                         {{0, document}}}};
    auto store = make_store();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      store.clear();
      REQUIRE(store.add(record_of(row.deliveries)));
      CHECK(first_page(store.state(), *CountryCode::from_slot(5)) == row.items);
    }
  }

  TEST_CASE("a page ends at its limit and the next one goes on behind it") {
    auto store = make_store();
    CountryCode const member = country("FR");
    for (int i = 0; i < 3; ++i) REQUIRE(store.add(record_of({{document, {member}}})));

    auto const first = mailbox::read(store.state(), member, std::nullopt, 2);
    REQUIRE(first);
    CHECK(first->items == std::vector<Item>{{0, document}, {1, document}});
    CHECK(first->reached == Position{1});
    CHECK(first->more);
    auto const second = mailbox::read(store.state(), member, first->reached, 2);
    REQUIRE(second);
    CHECK(second->items == std::vector<Item>{{2, document}});
    CHECK_FALSE(second->more);
    auto const third = mailbox::read(store.state(), member, second->reached, 2);
    REQUIRE(third);
    CHECK(third->items.empty());
    CHECK(third->reached == second->reached);  // nothing new: the cursor stays
    CHECK_FALSE(third->more);
  }

  TEST_CASE("positions at both ends of the range are read") {
    auto store = make_store();
    CountryCode const member = country("ZW");
    Position const last = ~Position{0};
    REQUIRE(store.add(record_of({{document, {member}}})));
    store.put_raw(kv::Family::mailbox, mailbox::direct_key(member, last), mailbox::direct_value(recall));
    CHECK(first_page(store.state(), member) == std::vector<Item>{{0, document}, {last, recall}});
    auto const beyond = mailbox::read(store.state(), member, last, 10);
    REQUIRE(beyond);
    CHECK(beyond->items.empty());
    CHECK_FALSE(beyond->more);
  }

  TEST_CASE("pages of any size give exactly the deliveries, in order, none twice") {
    HUECRY_SEEDED;
    auto random = test::generator("mailbox pages");
    auto up_to = [&](std::size_t n) { return static_cast<std::size_t>(random() % (n + 1)); };
    auto some_countries = [&] {
      CountrySet set;
      std::size_t const sizes[] = {0,  1,  3, mailbox::k_direct_recipients_max, mailbox::k_direct_recipients_max + 1,
                                   60, 196};
      for (std::size_t left = sizes[up_to(6)]; left > 0; --left)
        set.add(*CountryCode::from_slot(static_cast<std::uint8_t>(up_to(199))));
      return set;
    };
    std::vector<Record> records;
    for (int i = 0; i < 300; ++i) {
      records.push_back(record_of({{document, some_countries()}}));
      if (up_to(2) == 0) records.back().deliveries.push_back({recall, some_countries()});
    }
    auto store = make_store();
    REQUIRE(store.add_all(records));

    for (int slot = 0; slot < 200; slot += 7) {
      CountryCode const member = *CountryCode::from_slot(static_cast<std::uint8_t>(slot));
      CAPTURE(member.text());
      auto const expected = expected_items(records, member);
      for (std::size_t const limit : {std::size_t{1}, 1 + up_to(20), expected.size() + 1, std::size_t{1000}}) {
        CAPTURE(limit);
        REQUIRE(read_all(store.state(), member, limit) == expected);
      }
      auto const head = mailbox::head(store.state(), member);
      REQUIRE(head);
      CHECK(*head == (expected.empty() ? std::nullopt : std::optional(expected.back().position)));
    }
  }

  TEST_CASE("reading costs the same however much mail others have") {
    auto store = make_store();
    CountryCode const member = country("IT");
    std::vector<Record> records(2000, record_of({{document, {country("IS"), country("JM")}}}));
    records.push_back(record_of({{document, {member}}}));
    REQUIRE(store.add_all(std::move(records)));
    test::CountingReader const counted(store.state());
    CHECK(first_page(counted, member).size() == 1);
    CHECK(counted.rows() <= 4);
  }

  TEST_CASE("one read looks at a bounded number of broadcasts and says how far it came") {
    auto store = make_store();
    CountryCode const member = *CountryCode::from_slot(150);
    CountryCode const other = *CountryCode::from_slot(0);
    auto const most = limits::broadcast_scan_rows_max;
    REQUIRE(store.add_all(std::vector<Record>(most, record_of({{document, countries(100)}}))));

    auto const at_limit = mailbox::read(store.state(), member, std::nullopt, 10);
    REQUIRE(at_limit);
    CHECK(at_limit->items.empty());
    CHECK(at_limit->reached == Position{most - 1});
    CHECK_FALSE(at_limit->more);
    CHECK(*mailbox::head(store.state(), member) == Position{0});  // not found: nothing lies after the last row seen
    CHECK(*mailbox::head(store.state(), other) == Position{most - 1});

    REQUIRE(store.add(record_of({{document, countries(100, 100)}})));
    auto const past_limit = mailbox::read(store.state(), member, std::nullopt, 10);
    REQUIRE(past_limit);
    CHECK(past_limit->items.empty());
    CHECK(past_limit->reached == Position{most - 1});
    CHECK(past_limit->more);
    auto const next = mailbox::read(store.state(), member, past_limit->reached, 10);
    REQUIRE(next);
    CHECK(next->items == std::vector<Item>{{most, document}});
    CHECK_FALSE(next->more);
  }

  TEST_CASE("the bound on broadcasts does not hide direct mail that comes before them") {
    auto store = make_store();
    CountryCode const member = *CountryCode::from_slot(150);
    auto const most = limits::broadcast_scan_rows_max;
    REQUIRE(store.add_all(std::vector<Record>(most, record_of({{document, countries(100)}}))));
    REQUIRE(store.add(record_of({{document, {member}}})));
    REQUIRE(store.add(record_of({{document, countries(100)}})));
    auto const page = mailbox::read(store.state(), member, std::nullopt, 10);
    REQUIRE(page);
    CHECK(page->items == std::vector<Item>{{most, document}});
    CHECK(page->reached == Position{most});
    CHECK(page->more);
  }

  TEST_CASE("the head is the newest item of either list, or a later position when the search for it is cut") {
    CountryCode const member = *CountryCode::from_slot(150);
    auto store = make_store();
    CHECK_FALSE(*mailbox::head(store.state(), member));
    REQUIRE(store.add(record_of({{document, {member}}})));
    CHECK(*mailbox::head(store.state(), member) == Position{0});
    REQUIRE(store.add(record_of({{document, countries(100)}})));
    CHECK(*mailbox::head(store.state(), member) == Position{0});
    REQUIRE(store.add(record_of({{document, countries(100, 100)}})));
    CHECK(*mailbox::head(store.state(), member) == Position{2});
    auto const most = limits::broadcast_scan_rows_max;
    REQUIRE(store.add_all(std::vector<Record>(most + 5, record_of({{document, countries(100)}}))));
    CHECK(*mailbox::head(store.state(), member) == Position{3 + 5});
  }

  TEST_CASE("a row that makes no sense is reported, not passed over") {
    struct Row {
      std::string name;
      std::string key;
      std::string value;
    };
    CountryCode const member = country("BR");
    Row const rows[] = {
        {"a direct row without a kind", mailbox::direct_key(member, 1), ""},
        {"a direct row of an unknown kind", mailbox::direct_key(member, 1), "\x07"},
        {"a broadcast row without a bitmap", mailbox::broadcast_key(1), "\x01"},
        {"an empty broadcast row", mailbox::broadcast_key(1), ""},
        {"a broadcast row of an unknown kind", mailbox::broadcast_key(1), std::string(32, '\xff') + "\x07"}};
    auto store = make_store();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      store.clear();
      store.put_raw(kv::Family::mailbox, row.key, row.value);
      auto const page = mailbox::read(store.state(), member, std::nullopt, 10);
      REQUIRE_FALSE(page);
      CHECK(page.error().code == Errc::corrupt);
    }
  }

  TEST_CASE("the same records give the same rows") {
    std::vector<Record> const records{record_of({{document, countries(100)}}), record_of({{recall, countries(3)}})};
    auto once = make_store();
    auto again = make_store();
    REQUIRE(once.add_all(records));
    for (Record const& record : records) REQUIRE(again.add(record));
    CHECK(once.rows(kv::Family::mailbox) == again.rows(kv::Family::mailbox));
  }

  TEST_CASE("an entity finds its own deliveries, and nobody else's") {
    auto store = make_store();
    journal::Entity const customs{country("DE"), "CUSTOMS"};
    CountrySet many = countries(20);
    many.add(country("DE"));
    REQUIRE(store.add(record_of({{document, many}})));
    REQUIRE(store.add(record_of({{document, {country("DE")}, {customs, {country("DE"), "CUSTOMS2"}}}})));
    REQUIRE(store.add(record_of({{recall, {}, {customs}}})));
    struct Row {
      std::string name;
      journal::Entity entity;
      std::vector<Item> items;
    };
    Row const rows[] = {{"the entity", customs, {{1, document}, {2, recall}}},
                        {"one whose name begins the same", {country("DE"), "CUSTOMS2"}, {{1, document}}},
                        {"one whose name is its beginning", {country("DE"), "CUSTOM"}, {}},
                        {"one of the same name elsewhere", {country("FR"), "CUSTOMS"}, {}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const page = mailbox::read(store.state(), row.entity, std::nullopt, 10);
      REQUIRE(page);
      CHECK(page->items == row.items);
      CHECK_FALSE(page->more);
    }
    CHECK(first_page(store.state(), country("DE")) == std::vector<Item>{{0, document}, {1, document}});
    auto const second = mailbox::read(store.state(), customs, 1, 10);
    REQUIRE(second);
    CHECK(second->items == std::vector<Item>{{2, recall}});
    auto const limited = mailbox::read(store.state(), customs, std::nullopt, 1);
    REQUIRE(limited);
    CHECK(limited->more);
    CHECK(limited->reached == 1);
  }
}
