// The disk fails during a commit: nobody is told that it worked, the journal comes back without a restart, and what the
// disk kept of the failed batch is either wholly there or not at all.
#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;

namespace {

/// The first batch cannot be ended; the disk is well, so that the next may follow at once.
class FailsOnce final : public journal::Closer {
 public:
  Result<journal::Record> close(kv::Reader const&, std::span<journal::Shared const>, journal::Position at,
                                Random&) override {
    if (!std::exchange(failed_, true)) return Error(Errc::internal, "injected");
    return test::record_of("end-" + std::to_string(at));
  }

 private:
  bool failed_ = false;
};

struct FailsOnceFixture : test::JournalFixture {
  FailsOnceFixture() {
    journal.reset();
    journal_options.batch_leaves_max = 2;
    closer = &fails_once;
    start();
  }
  ~FailsOnceFixture() { journal.reset(); }
  FailsOnce fails_once;
};

}

TEST_SUITE("storage/journal failure") {
  TEST_CASE_FIXTURE(test::JournalFixture,
                    "a failed sync refuses everybody, and the same submission succeeds after it") {
    struct Row {
      std::string name;
      std::int64_t sync;  // which one of the commit fails
      test::Unsynced unsynced;
    };
    Row const rows[] = {{"batch, which is on disk all the same", 1, test::Unsynced::kept},
                        {"batch, which is lost", 1, test::Unsynced::lost},
                        {"checkpoint, which is on disk all the same", 2, test::Unsynced::kept},
                        {"checkpoint, which is lost", 2, test::Unsynced::lost}};
    auto const heard = test::listen(*journal);
    int number = 0;
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string const id = "FR-" + std::to_string(number++);
      journal::Position const end = journal->end();
      faults.fail_sync(row.sync, row.unsynced);
      std::vector<journal::Proposal> proposals;
      proposals.push_back({test::record_of(id + ".a"), {}});
      proposals.push_back({test::record_of(id + ".b"), {}});
      proposals.push_back({test::record_of(id + ".a", 1, "conflicting"), {}});
      for (auto const& result : test::submit(*journal, std::move(proposals)).get()) {
        REQUIRE_FALSE(result);
        CHECK(result.error().code == Errc::storage_unavailable);  // the conflict too: it rests on an entry that failed
      }
      CHECK(journal->end() == end);
      CHECK(test::commit(*journal, test::record_of("FR-refused")).error().code == Errc::storage_unavailable);

      faults.heal();
      wait_until_writable();
      bool const kept = journal->end() == end + 2;
      CHECK((kept || journal->end() == end));
      CHECK(kept == (row.sync == 2 || row.unsynced == test::Unsynced::kept));
      auto const again = test::commit(*journal, test::record_of(id + ".a"));
      REQUIRE(again);
      CHECK(again->duplicate == kept);
      CHECK(again->position == end);
      CHECK(test::commit(*journal, test::record_of(id + ".b")));
      CHECK(test::commit(*journal, test::record_of(id + ".a", 1, "conflicting")).error().code == Errc::id_conflict);
      CHECK(journal->end() == end + 2);
      check_invariants();
    }
    journal->stop();
    journal::Position next = 0;
    for (auto const& [first, past] : *heard) {  // entries that came with a recovery are heard of too
      CHECK(first == next);
      next = past;
    }
    CHECK(next == journal->end());
    restart();
    CHECK(journal->end() == next);
    check_invariants();
  }

  TEST_CASE_FIXTURE(FailsOnceFixture, "what waits behind a failed batch is refused like it, not for its absence") {
    auto const after_first = [](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
      HUECRY_TRY(auto const before, journal::newest_version(state, record.iss, record.id));
      if (before != 1U) return Error(Errc::version_conflict, "it does not follow");
      return journal::Settled::proceed();
    };
    auto const call = [&] {
      std::vector<journal::Proposal> proposals;
      proposals.push_back({test::record_of("FR-1", 1), {}});
      proposals.push_back({test::record_of("FR-2", 1), {}});
      proposals.push_back({test::record_of("FR-1", 2), after_first});
      return test::submit(*journal, std::move(proposals)).get();
    };
    for (auto const& result : call()) {
      REQUIRE_FALSE(result);
      CHECK(result.error().code == Errc::storage_unavailable);
    }
    wait_until_writable();
    for (auto const& result : call()) CHECK(result);
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture,
                    "a full disk: nothing is accepted, reading goes on, and writing works again when space returns") {
    REQUIRE(test::commit(*journal, test::record_of("FR-1")));
    faults.fill_disk();
    CHECK(test::commit(*journal, test::record_of("FR-2")).error().code == Errc::storage_unavailable);
    CHECK(test::probe(*journal).error().code == Errc::storage_unavailable);
    CHECK(journal::read(*store, 0));
    CHECK(journal::receipt_of(*store, 0));
    CHECK_FALSE(store->health().writable);
    faults.heal();
    wait_until_writable();
    CHECK(store->health().writable);
    REQUIRE(test::commit(*journal, test::record_of("FR-2")));
    check_invariants();
    restart();
    CHECK(journal->end() == 2);
  }

  TEST_CASE_FIXTURE(test::JournalFixture,
                    "below the disk floor the journal refuses before it writes, and goes on above it") {
    journal.reset();
    disk_free_bytes_min = 1000;
    reopen();
    start();
    faults.report_free_bytes(10);
    CHECK(test::commit(*journal, test::record_of("FR-1")).error().code == Errc::storage_unavailable);
    faults.report_free_bytes(std::nullopt);
    wait_until_writable();
    CHECK(journal->end() == 0);
    CHECK(test::commit(*journal, test::record_of("FR-1"))->position == 0);
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "stop ends at once while the disk fails, and everybody has an answer") {
    faults.fail_sync(1);
    std::vector<std::future<test::Results>> answers;
    for (int i = 0; i < 20; ++i) {
      std::vector<journal::Proposal> one;
      one.push_back({test::record_of("FR-" + std::to_string(i)), {}});
      answers.push_back(test::submit(*journal, std::move(one)));
    }
    journal->stop();
    for (auto& answer : answers) {
      auto const code = answer.get().front().error().code;
      CHECK((code == Errc::storage_unavailable || code == Errc::draining));
    }
    faults.heal();
    REQUIRE(store->recover());
    restart();
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture,
                    "any sync of a busy hour may fail: what was acknowledged stays, in its place") {
    HUECRY_SEEDED;
    auto engine = test::generator("journal failures");
    std::vector<Result<journal::Receipt>> acknowledged;
    for (int round = 0; round < 8; ++round) {
      faults.fail_sync(static_cast<std::int64_t>(1 + engine() % 12),
                       engine() % 2 == 0 ? test::Unsynced::kept : test::Unsynced::lost);
      for (int i = 0; i < 8; ++i) {
        auto receipt = test::commit(*journal, test::record_of("FR-" + std::to_string(round) + "." + std::to_string(i)));
        if (!receipt) break;
        acknowledged.push_back(std::move(receipt));
      }
      faults.heal();
      wait_until_writable();
      if (engine() % 3 == 0) restart();
    }
    for (auto const& receipt : acknowledged) {
      auto const now = journal::receipt_of(*store, receipt->position);
      REQUIRE(now);
      CHECK(*now == *receipt);
    }
    CHECK(acknowledged.size() > 5);
    check_invariants();
  }
}
