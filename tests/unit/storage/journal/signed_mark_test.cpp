// How far the log was signed, outside the store: an older store signs nothing.
#include "storage/journal/signed_mark.hpp"

#include <fstream>

#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;
using journal::SignedMark;

namespace {

struct MarkedJournal : test::JournalFixture {
  MarkedJournal() {
    journal.reset();
    journal_options.signed_file = marks / "store.signed";
    start();
  }
  void add(int count) {
    for (int i = 0; i < count; ++i) REQUIRE(test::commit(*journal, test::record_of("FR-" + std::to_string(++made))));
  }
  [[nodiscard]] std::optional<journal::Covering> marked() const {
    auto const mark = SignedMark::open(journal_options.signed_file);
    REQUIRE(mark);
    return (*mark)->signed_last();
  }
  /// The store as it is now, to be put back later.
  void copy() { REQUIRE(store->copy_to(marks / "copy")); }
  void put_back() {
    journal.reset();
    store.reset();
    std::filesystem::remove_all(directory / "store");
    std::filesystem::copy(marks / "copy", directory / "store", std::filesystem::copy_options::recursive);
    reopen();
  }
  void check_rewound() {
    auto const refused = try_start();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::log_rewound);
  }

  test::TempDir marks;
  int made = 0;
};

void flip(std::filesystem::path const& file, std::streamoff at) {
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekg(at);
  char byte = 0;
  stream.get(byte);
  stream.seekp(at);
  stream.put(static_cast<char>(byte ^ 1));
}

}

TEST_SUITE("storage/journal mark of what was signed") {
  TEST_CASE_FIXTURE(MarkedJournal, "the mark follows every checkpoint, and a restart goes on from it") {
    CHECK(marked()->size == 0);
    for (std::uint64_t size = 1; size <= 5; ++size) {
      add(1);
      CHECK(marked()->size == size);
      CHECK(marked()->checkpoint == journal->checkpoint());
    }
    restart();
    add(1);
    CHECK(marked()->size == 6);
  }

  TEST_CASE_FIXTURE(MarkedJournal, "an older store is refused before anything is signed") {
    add(3);
    copy();
    add(1);
    std::string const signed_last = marked()->checkpoint;
    put_back();
    check_rewound();
    CHECK(marked()->checkpoint == signed_last);
  }

  TEST_CASE_FIXTURE(MarkedJournal, "a copy from which nothing is missing goes on") {
    add(3);
    copy();
    put_back();
    start();
    add(1);
    CHECK(journal->end() == 4);
  }

  TEST_CASE_FIXTURE(MarkedJournal, "another history of the same length is refused") {
    add(3);
    copy();
    add(1);
    auto const file = journal_options.signed_file;
    std::filesystem::copy_file(file, marks / "mark of the first");
    put_back();
    journal_options.signed_file.clear();  // somebody who signs all the same
    start();
    made += 10;
    add(2);
    journal.reset();
    journal_options.signed_file = file;
    check_rewound();
  }

  TEST_CASE_FIXTURE(MarkedJournal, "a store with entries and no mark signs nothing") {
    add(1);
    journal.reset();
    std::filesystem::remove(journal_options.signed_file);
    check_rewound();
  }

  TEST_CASE_FIXTURE(MarkedJournal, "a store that is gone is no new one") {
    add(2);
    journal.reset();
    store.reset();
    std::filesystem::remove_all(directory / "store");
    reopen();
    check_rewound();
  }

  TEST_CASE_FIXTURE(MarkedJournal, "one place of the file may be damaged, the other still says it") {
    add(4);
    journal.reset();
    for (std::streamoff const place : {0, 4096}) {
      CAPTURE(place);
      flip(journal_options.signed_file, place + 40);
      auto const left = marked();
      REQUIRE(left);
      CHECK(left->size >= 3);
      flip(journal_options.signed_file, place + 40);
    }
    CHECK(marked()->size == 4);
  }

  TEST_CASE_FIXTURE(MarkedJournal, "a file of which nothing can be read is no leave to sign") {
    add(4);
    journal.reset();
    for (std::streamoff const place : {0, 4096}) flip(journal_options.signed_file, place + 40);
    check_rewound();
  }

  TEST_CASE_FIXTURE(MarkedJournal, "a checkpoint that a crash prevented is signed, and marked") {
    add(2);
    journal.reset();
    erase(kv::Family::checkpoint, kv::be64(2));
    auto const before = marked();
    start();
    CHECK(journal->checkpoint() == before->checkpoint);
    CHECK(marked()->size == 2);
  }
}
