// The ledger of reads. One second passes between the records of a store.
#include "storage/index/reads.hpp"

#include "tests/unit/storage/index/notices.hpp"

using namespace huecry;
using namespace huecry::test;
using index::Read;
using index::ReadFacts;
using index::Shown;

namespace {

ReadFacts some_facts_of_read() {
  return {{country("DE"), "BKA", "k.weber", "WANTED", "12 Js 4/26"}, Shown::list, {{0, 1}, {2, 7}}};
}

journal::Record read(ReadFacts const& facts) {
  journal::Record record;
  record.kind = log::LeafKind::delivery;
  record.policy.bytes[0] = 0xaa;
  record.facts = index::encode(facts);
  return record;
}

std::vector<journal::Position> positions(index::ReadPage const& page) {
  std::vector<journal::Position> found;
  for (Read const& each : page.reads) found.push_back(each.at.position);
  return found;
}

}

TEST_SUITE("storage/index reads") {
  TEST_CASE("facts read back as they were written, and in no other way") {
    std::string const bytes = index::encode(some_facts_of_read());
    auto const back = index::decode_read_facts(bytes);
    REQUIRE(back);
    CHECK(*back == some_facts_of_read());
    for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_FALSE(index::decode_read_facts(bytes.substr(0, n)));
    CHECK_FALSE(index::decode_read_facts(bytes + '\0'));
  }

  TEST_CASE("a row reads back as it was written, and in no other way") {
    Read const row{{3, ViewStore::time_of(3)}, some_facts_of_read().by, Shown::document, 2, {}};
    std::string const bytes = index::encode(row);
    auto const back = index::decode_read(bytes);
    REQUIRE(back);
    CHECK(*back == row);
    for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_FALSE(index::decode_read(bytes.substr(0, n)));
    CHECK_FALSE(index::decode_read(bytes + '\0'));
  }

  TEST_CASE("each notice that an answer showed has its row, which says who, why, what, and under which policy") {
    auto store = make_index();
    for (auto const* const id : {"FR-1", "FR-2", "FR-3"}) REQUIRE(store.add(version(store, id, countries({"DE"}))));
    REQUIRE(store.add(read(some_facts_of_read())));
    auto const of_first = index::reads_of(store.state(), 0, {}, 10);
    REQUIRE(of_first);
    REQUIRE(of_first->reads.size() == 1);
    Digest policy;
    policy.bytes[0] = 0xaa;
    CHECK(of_first->reads.front() == Read{{3, ViewStore::time_of(3)}, some_facts_of_read().by, Shown::list, 1, policy});
    auto const of_third = index::reads_of(store.state(), 2, {}, 10);
    REQUIRE(of_third);
    CHECK(of_third->reads.front().ver == 7);
    auto const of_second = index::reads_of(store.state(), 1, {}, 10);
    REQUIRE(of_second);
    CHECK(of_second->reads.empty());
  }

  TEST_CASE("the newest reads come first, in pages of any size") {
    auto store = make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    for (int i = 0; i < 5; ++i)
      REQUIRE(store.add(read({{country("DE"), "NCB", {}, {}, {}}, Shown::document, {{0, 1}}})));
    std::vector<journal::Position> all;
    std::optional<journal::Position> before;
    do {
      auto const page = index::reads_of(store.state(), 0, before, 2);
      REQUIRE(page);
      CHECK(page->reads.size() <= 2);
      for (journal::Position const position : positions(*page)) all.push_back(position);
      before = page->next;
    } while (before);
    CHECK(all == std::vector<journal::Position>{5, 4, 3, 2, 1});
  }
}
