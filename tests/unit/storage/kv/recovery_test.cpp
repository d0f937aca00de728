// Failing disks: what is refused, what goes on, and that writing works again without a restart.
#include <doctest/doctest.h>

#include <thread>

#include "tests/unit/storage/kv/rocks_fixture.hpp"

using namespace huecry;
using kv::Family;

namespace {

Result<> put(kv::Store& store, std::string_view key, std::string_view value = "v") {
  auto const transaction = store.begin();
  transaction->put(Family::record, key, value);
  return store.commit(*transaction, kv::Sync::yes);
}

bool has(kv::Reader const& state, std::string_view key) {
  auto const value = state.get(Family::record, key);
  REQUIRE(value);
  return value->has_value();
}

}

TEST_SUITE("storage/kv recovery") {
  TEST_CASE_FIXTURE(test::StoreFixture,
                    "after a failed sync writes are refused, reads go on, and recover() makes writes work again") {
    REQUIRE(put(*store, "before"));
    faults.fail_sync(1);
    auto const failed = put(*store, "during");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::storage_unavailable);
    CHECK_FALSE(store->health().writable);
    CHECK(store->health().reason.find("injected") != std::string::npos);
    CHECK(has(*store, "before"));
    CHECK_FALSE(has(*store, "during"));

    SUBCASE("while the disk fails nothing is written and recover() says so") {
      auto const refused = put(*store, "refused");
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == Errc::storage_unavailable);
      CHECK_FALSE(store->recover());
      CHECK(has(*store, "before"));
    }
    faults.heal();
    REQUIRE(store->recover());
    CHECK(store->health().writable);
    CHECK(store->health().reason.empty());
    REQUIRE(put(*store, "after"));
    CHECK(has(*store, "before"));
    CHECK(has(*store, "after"));
    bool const during = has(*store, "during");  // reported as failed; the log decides
    reopen();
    CHECK(has(*store, "before"));
    CHECK(has(*store, "during") == during);
    CHECK(has(*store, "after"));
  }

  TEST_CASE_FIXTURE(test::StoreFixture,
                    "any sync of a burst may fail: what was committed stays, and writing recovers") {
    for (std::int64_t nth = 1; nth <= 40; nth += 3) {
      CAPTURE(nth);
      faults.fail_sync(nth, nth % 2 == 0 ? test::Unsynced::lost : test::Unsynced::kept);
      std::vector<std::string> committed;
      for (int i = 0; i < 60; ++i) {
        std::string const key = std::to_string(nth) + "." + std::to_string(i);
        if (!put(*store, key, std::string(4000, 'x')))
          break;  // larger than the write buffers, so tables are synced too
        committed.push_back(key);
      }
      CHECK(committed.size() < 60);
      faults.heal();
      REQUIRE(store->recover());
      for (std::string const& key : committed) CHECK(has(*store, key));
      REQUIRE(put(*store, "after " + std::to_string(nth)));
    }
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a full disk stops writing, and writing works again when space returns") {
    REQUIRE(put(*store, "before"));
    faults.fill_disk();
    CHECK_FALSE(put(*store, "during"));
    CHECK_FALSE(store->recover());
    CHECK(has(*store, "before"));
    CHECK_FALSE(store->health().writable);
    faults.heal();
    REQUIRE(store->recover());
    REQUIRE(put(*store, "after"));
    CHECK(has(*store, "before"));
  }

  TEST_CASE_FIXTURE(test::StoreFixture,
                    "RocksDB keeps no log file beside the data, where a full disk would end the process") {
    REQUIRE(put(*store, "some"));
    CHECK(std::filesystem::exists(directory / "store" / "CURRENT"));
    CHECK_FALSE(std::filesystem::exists(directory / "store" / "LOG"));
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "below the disk floor commits are refused before anything is written") {
    disk_free_bytes_min = 1000;
    reopen();
    faults.report_free_bytes(1000);
    REQUIRE(put(*store, "at the floor"));
    faults.report_free_bytes(999);
    std::int64_t const syncs = faults.syncs();
    auto const refused = put(*store, "below it");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::storage_unavailable);
    CHECK(faults.syncs() == syncs);
    CHECK_FALSE(store->health().writable);
    CHECK(store->health().disk_free_bytes == 999);
    CHECK_FALSE(store->recover());
    faults.report_free_bytes(1000);
    CHECK(store->recover());
    CHECK(store->health().writable);
    REQUIRE(put(*store, "above it again"));
    CHECK_FALSE(has(*store, "below it"));
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a snapshot in use delays recovery, and nobody is locked out") {
    REQUIRE(put(*store, "before"));
    auto snapshot = store->snapshot();
    faults.fail_sync(1);
    CHECK_FALSE(put(*store, "during"));
    faults.heal();
    auto const early = store->recover();
    REQUIRE_FALSE(early);
    CHECK(early.error().detail.find("readers") != std::string::npos);
    CHECK(has(*snapshot, "before"));
    CHECK(has(*store, "before"));
    snapshot.reset();
    REQUIRE(store->recover());
    CHECK(has(*store, "before"));
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "readers on other threads go on while the store is opened again") {
    REQUIRE(put(*store, "before"));
    std::atomic<bool> stop = false;
    std::atomic<int> reads = 0;
    std::atomic<int> missed = 0;
    auto const reader = [&] {
      while (!stop) {
        auto const state = store->snapshot();
        auto const value = state->get(Family::record, "before");
        if (!value || !*value) ++missed;
        ++reads;
      }
    };
    std::thread one(reader);
    std::thread two(reader);
    for (int round = 0; round < 5; ++round) {
      faults.fail_sync(1);
      CHECK_FALSE(put(*store, "during"));
      faults.heal();
      while (!store->recover()) std::this_thread::yield();
      CHECK(put(*store, "after"));
    }
    stop = true;
    one.join();
    two.join();
    CHECK(reads > 0);
    CHECK(missed == 0);
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "what was synced survives a power cut that takes everything else") {
    for (int i = 0; i < 50; ++i) REQUIRE(put(*store, std::to_string(i), std::string(3000, 'x')));
    auto transaction = store->begin();
    transaction->put(Family::record, "unsynced", "v");
    REQUIRE(store->commit(*transaction, kv::Sync::no));
    transaction.reset();
    store.reset();
    faults.lose_unsynced();
    open();
    for (int i = 0; i < 50; ++i) CHECK(has(*store, std::to_string(i)));
    CHECK_FALSE(has(*store, "unsynced"));
  }
}
