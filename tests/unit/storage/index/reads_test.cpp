// The ledger of reads.
#include "storage/index/reads.hpp"

#include "storage/index/index_view.hpp"
#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;
using namespace huecry::test;
using index::Read;
using index::ReadFacts;
using index::ReadWords;
using index::Shown;

namespace {

ReadFacts some_read() { return {country("DE"), "BKA", Shown::list, {{0, 1}, {2, 7}}}; }
ReadWords some_words() { return {"k.weber", "WANTED", "12 Js 4/26"}; }

/// The index behind a real journal: the ledger's rows point at its entries.
struct LedgerJournal : JournalFixture {
  LedgerJournal() {
    journal.reset();  // the fixture's own views have seen nothing yet
    views = {&index_view};
    start();
  }
  journal::Position add(ReadFacts const& facts) {
    journal::Record record = record_of("read-" + std::to_string(++count), 1, "text", "XP");
    record.deliveries.clear();
    record.kind = log::LeafKind::delivery;
    record.policy.bytes = {};
    record.policy.bytes[0] = 0xaa;
    record.facts = index::encode(facts);
    record.content = index::encode(some_words());
    std::vector<journal::Proposal> one;
    one.push_back({std::move(record), {}});
    auto const receipts = submit(*journal, std::move(one)).get();
    REQUIRE(receipts.front());
    return receipts.front()->position;
  }
  index::IndexView index_view;
  int count = 0;
};

/// Reads back; refuses every shorter text, and a longer one.
template <class T, class Decode>
void check_form(T const& value, std::string const& bytes, Decode decode) {
  auto const back = decode(bytes);
  REQUIRE(back);
  CHECK(*back == value);
  for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_FALSE(decode(bytes.substr(0, n)));
  CHECK_FALSE(decode(bytes + '\0'));
}

}

TEST_SUITE("storage/index reads") {
  TEST_CASE("facts and words read back as they were written, and in no other way") {
    check_form(some_read(), index::encode(some_read()), index::decode_read_facts);
    check_form(some_words(), index::encode(some_words()), index::decode_read_words);
    check_form(ReadWords{}, index::encode(ReadWords{}), index::decode_read_words);
  }

  TEST_CASE("each notice that an answer showed has its row; the entry says who, why, what, and under which policy") {
    LedgerJournal ledger;
    auto const entry = ledger.add(some_read());
    auto const of_first = index::reads_of(*ledger.store, 0, {}, 10);
    REQUIRE(of_first);
    REQUIRE(of_first->reads.size() == 1);
    Read const& row = of_first->reads.front();
    CHECK(row.at.position == entry);
    CHECK(row.country == country("DE"));
    CHECK(row.organisation == "BKA");
    CHECK(row.words == some_words());
    CHECK(row.shown == Shown::list);
    CHECK(row.ver == 1);
    CHECK(row.policy.bytes[0] == 0xaa);
    auto const of_third = index::reads_of(*ledger.store, 2, {}, 10);
    REQUIRE(of_third);
    CHECK(of_third->reads.front().ver == 7);
    auto const of_second = index::reads_of(*ledger.store, 1, {}, 10);
    REQUIRE(of_second);
    CHECK(of_second->reads.empty());
  }

  TEST_CASE("the newest reads come first, in pages of any size") {
    LedgerJournal ledger;
    std::vector<journal::Position> expected;
    for (int i = 0; i < 5; ++i)
      expected.insert(expected.begin(), ledger.add({country("DE"), "NCB", Shown::document, {{0, 1}}}));
    std::vector<journal::Position> all;
    std::optional<journal::Position> before;
    do {
      auto const page = index::reads_of(*ledger.store, 0, before, 2);
      REQUIRE(page);
      CHECK(page->reads.size() <= 2);
      for (Read const& each : page->reads) all.push_back(each.at.position);
      before = page->next;
    } while (before);
    CHECK(all == expected);
  }
}
