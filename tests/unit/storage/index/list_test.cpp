#include "storage/index/list.hpp"

#include <doctest/doctest.h>

#include "storage/index/keys.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using index::Filter;
using index::PageSize;
using index::Visibility;
using test::countries;
using test::country;
using test::version;

PageSize items(std::size_t count) {
  PageSize size;
  size.items = count;
  return size;
}

std::vector<std::string> ids_of(index::Page const& page) {
  std::vector<std::string> ids;
  for (index::Head const& head : page.heads) ids.push_back(head.id);
  return ids;
}

index::Page all(kv::Reader const& state, Filter const& filter = {}, std::string_view cursor = {}, PageSize size = {}) {
  auto page = index::list(state, filter, Visibility::secretariat(), cursor, size);
  REQUIRE(page);
  return *std::move(page);
}

/// First versions that differ in name only, without asking the store for each.
std::vector<journal::Record> many(test::ViewStore const& store, std::size_t count) {
  std::vector<journal::Record> records(count, version(store, "FR-1", countries({"DE"})));
  for (std::size_t i = 0; i < count; ++i) records[i].id = "FR-" + std::to_string(store.next() + i);
  return records;
}

}

TEST_SUITE("storage/index list") {
  TEST_CASE("the newest notice comes first, and an update does not move it") {
    auto store = test::make_index();
    CHECK(all(store.state()).heads.empty());
    CHECK(all(store.state()).next.empty());
    for (std::string const id : {"FR-1", "DE-1", "FR-2"}) REQUIRE(store.add(version(store, id, countries({"IT"}))));
    REQUIRE(store.add(version(store, "FR-1", countries({"IT"}))));
    CHECK(ids_of(all(store.state())) == std::vector<std::string>{"FR-2", "DE-1", "FR-1"});
  }

  TEST_CASE("a full page has a next, also at the end: whether something hidden follows is not told") {
    auto store = test::make_index();
    REQUIRE(store.add_all(many(store, 4)));
    auto const full = all(store.state(), {}, {}, items(4));
    CHECK_FALSE(full.next.empty());
    CHECK(all(store.state(), {}, full.next, items(4)).heads.empty());
    CHECK(all(store.state(), {}, full.next, items(4)).next.empty());
    CHECK(all(store.state(), {}, {}, items(5)).next.empty());
    auto const first = all(store.state(), {}, {}, items(3));
    CHECK_FALSE(first.next.empty());
    CHECK_FALSE(first.stopped_early);
    auto const second = all(store.state(), {}, first.next, items(3));
    CHECK(ids_of(second) == std::vector<std::string>{"FR-0"});
    CHECK(second.next.empty());
  }

  TEST_CASE("a cursor that is not ours is refused") {
    auto store = test::make_index();
    for (std::string const cursor : {"x", "AQAAAAAAAAAA=", "AQAAAAAAAA", "AgAAAAAAAAAA", "AQAAAAAAAAAAAA", "?"}) {
      CAPTURE(cursor);
      auto const page = index::list(store.state(), {}, Visibility::secretariat(), cursor, {});
      REQUIRE_FALSE(page);
      CHECK(page.error().code == Errc::parameter_invalid);
    }
    CHECK(index::list(store.state(), {}, Visibility::secretariat(), "AQAAAAAAAAAA", {}));
  }

  TEST_CASE("the cursor before the very first position ends the list") {
    auto store = test::make_index();
    REQUIRE(store.add_all(many(store, 2)));
    CHECK(all(store.state(), {}, "AQAAAAAAAAAA").heads.empty());
    CHECK(ids_of(all(store.state(), {}, "AQAAAAAAAAAB")) == std::vector<std::string>{"FR-0"});
  }

  TEST_CASE("one page looks at a bounded number of rows, and says when that ended it") {
    auto store = test::make_index();
    auto const most = limits::list_scan_rows_max;
    Filter nothing;
    nothing.text = "nobody";
    REQUIRE(store.add_all(many(store, most)));
    auto const at_limit = all(store.state(), nothing);
    CHECK(at_limit.next.empty());
    CHECK_FALSE(at_limit.stopped_early);

    REQUIRE(store.add_all(many(store, 1)));
    auto const past_limit = all(store.state(), nothing);
    CHECK(past_limit.heads.empty());
    CHECK_FALSE(past_limit.next.empty());
    CHECK(past_limit.stopped_early);
    auto const rest = all(store.state(), nothing, past_limit.next);
    CHECK(rest.next.empty());
    CHECK_FALSE(rest.stopped_early);
  }

  TEST_CASE("rare notices are found without looking at the others") {
    auto store = test::make_index();
    REQUIRE(store.add_all(many(store, 1000)));
    auto facts = test::some_facts();
    facts.colour = documents::Colour::black;
    REQUIRE(store.add(version(store, "FR-black", countries({"DE"}), facts)));
    REQUIRE(store.add_all(many(store, 1000)));
    Filter filter;
    filter.colour = documents::Colour::black;
    filter.origin = country("FR");
    filter.offence = "HOM";
    test::CountingReader const counted(store.state());
    CHECK(ids_of(all(counted, filter)) == std::vector<std::string>{"FR-black"});
    CHECK(counted.rows() < 100);
  }

  TEST_CASE("a coordinator cannot find out about content by asking for text") {
    auto store = test::make_index();
    Filter filter;
    filter.text = "dupont";
    auto const page = index::list(store.state(), filter, Visibility::coordinator(Region::europe), {}, {});
    REQUIRE_FALSE(page);
    CHECK(page.error().code == Errc::role_required);
  }

  TEST_CASE("a row without its notice is counted, and hides no other") {
    auto store = test::make_index();
    for (std::string const id : {"FR-1", "FR-2"}) REQUIRE(store.add(version(store, id, countries({"IT"}))));
    store.put_raw(kv::Family::index, index::term_key(index::origin_term(country("FR")), 7), "");
    Filter filter;
    filter.origin = country("FR");
    auto const page = index::list(store.state(), filter, Visibility::secretariat(), {}, {});
    REQUIRE(page);
    CHECK(page->damaged == 1);
    REQUIRE(page->heads.size() == 2);
    CHECK(page->heads.back().id == "FR-1");
  }
}
