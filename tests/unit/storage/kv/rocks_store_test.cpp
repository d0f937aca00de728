#include "storage/kv/rocks_store.hpp"

#include <doctest/doctest.h>
#include <rocksdb/db.h>

#include "storage/kv/key.hpp"
#include "tests/unit/storage/kv/rocks_fixture.hpp"

using namespace huecry;
using kv::Family;

namespace {

void put(kv::Store& store, Family family, std::string_view key, std::string_view value) {
  auto const transaction = store.begin();
  transaction->put(family, key, value);
  REQUIRE(store.commit(*transaction, kv::Sync::yes));
}

std::string get(kv::Reader const& state, Family family, std::string_view key) {
  auto const value = state.get(family, key);
  REQUIRE(value);
  return value->value_or("(absent)");
}

}

TEST_SUITE("storage/kv store") {
  TEST_CASE_FIXTURE(test::StoreFixture,
                    "a committed row is there after closing and opening, an uncommitted one is not") {
    put(*store, Family::record, "k", "v");
    store->begin()->put(Family::record, "lost", "x");
    reopen();
    CHECK(get(*store, Family::record, "k") == "v");
    CHECK(get(*store, Family::record, "lost") == "(absent)");
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "families are separate key spaces") {
    put(*store, Family::record, "k", "record");
    put(*store, Family::trust, "k", "trust");
    CHECK(get(*store, Family::record, "k") == "record");
    CHECK(get(*store, Family::trust, "k") == "trust");
    CHECK(get(*store, Family::mailbox, "k") == "(absent)");
  }

  TEST_CASE_FIXTURE(test::StoreFixture,
                    "a transaction reads through its own writes, others see them after the commit") {
    put(*store, Family::notice, "old", "1");
    auto const transaction = store->begin();
    transaction->put(Family::notice, "new", "2");
    transaction->erase(Family::notice, "old");
    CHECK(get(*transaction, Family::notice, "new") == "2");
    CHECK(get(*transaction, Family::notice, "old") == "(absent)");
    CHECK(test::rows_of(*transaction, Family::notice) == test::Rows{{"new", "2"}});
    CHECK(test::rows_of(*store, Family::notice) == test::Rows{{"old", "1"}});
    REQUIRE(store->commit(*transaction, kv::Sync::yes));
    CHECK(test::rows_of(*store, Family::notice) == test::Rows{{"new", "2"}});
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "rollback undoes what was written since the mark, release keeps it") {
    auto const transaction = store->begin();
    transaction->put(Family::notice, "a", "1");
    transaction->mark();
    transaction->put(Family::notice, "a", "2");
    transaction->put(Family::notice, "b", "2");
    transaction->rollback();
    CHECK(test::rows_of(*transaction, Family::notice) == test::Rows{{"a", "1"}});
    transaction->mark();
    transaction->put(Family::notice, "c", "3");
    transaction->release();
    REQUIRE(store->commit(*transaction, kv::Sync::yes));
    CHECK(test::rows_of(*store, Family::notice) == test::Rows{{"a", "1"}, {"c", "3"}});
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a snapshot shows one state whatever is written later") {
    put(*store, Family::notice, "a", "1");
    auto const before = store->snapshot();
    put(*store, Family::notice, "a", "2");
    put(*store, Family::notice, "b", "2");
    CHECK(test::rows_of(*before, Family::notice) == test::Rows{{"a", "1"}});
    CHECK(get(*before, Family::notice, "b") == "(absent)");
    CHECK(get(*store, Family::notice, "a") == "2");
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a range is half open, in both directions") {
    for (char const* key : {"a", "b", "ba", "c", "d"}) put(*store, Family::index, key, "");
    struct Row {
      std::string name;
      kv::Range range;
      std::string keys;
    };
    Row const rows[] = {{"all", {"", "", false}, "a b ba c d "},
                        {"all, reversed", {"", "", true}, "d c ba b a "},
                        {"from is in, until is out", {"b", "c", false}, "b ba "},
                        {"the same, reversed", {"b", "c", true}, "ba b "},
                        {"bounds that are no keys", {"aa", "bz", true}, "ba b "},
                        {"no upper bound", {"c", "", true}, "d c "},
                        {"empty range", {"x", "z", false}, ""},
                        {"empty range, reversed", {"x", "z", true}, ""},
                        {"from beyond until", {"d", "a", false}, ""}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string keys;
      for (auto const& [key, value] : test::rows_of(*store, Family::index, row.range)) keys += key + " ";
      CHECK(keys == row.keys);
    }
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "the transaction counts its bytes") {
    auto const transaction = store->begin();
    std::size_t const empty = transaction->bytes();
    transaction->put(Family::record, "key", std::string(1000, 'x'));
    CHECK(transaction->bytes() >= empty + 1003);
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a store of another format is refused with what to do") {
    std::string later;
    append_be(later, std::uint32_t{1000});
    put(*store, Family::meta, "format", later);
    store.reset();
    auto const refused = kv::RocksStore::open(options(), log);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::config_invalid);
    CHECK(refused.error().detail.find("has format 1000") != std::string::npos);
    CHECK(refused.error().detail.find("restore a backup") != std::string::npos);
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a damaged format row is corruption, not another format") {
    put(*store, Family::meta, "format", "x");
    store.reset();
    auto const refused = kv::RocksStore::open(options(), log);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::corrupt);
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a store with a family of a newer version is refused with what to do") {
    store.reset();
    std::vector<std::string> names;
    std::string const path = (directory / "store").string();
    REQUIRE(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (std::string const& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    REQUIRE(rocksdb::DB::Open(rocksdb::DBOptions(), path, families, &handles, &db).ok());
    handles.emplace_back();
    REQUIRE(db->CreateColumnFamily(rocksdb::ColumnFamilyOptions(), "fingerprint", &handles.back()).ok());
    for (auto* handle : handles) REQUIRE(db->DestroyColumnFamilyHandle(handle).ok());
    delete db;

    auto const refused = kv::RocksStore::open(options(), log);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::config_invalid);
    CHECK(refused.error().detail.find("\"fingerprint\"") != std::string::npos);
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "two stores cannot share a directory") {
    auto const second = kv::RocksStore::open(options(), log);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::io);
    CHECK(second.error().detail.find("another process") != std::string::npos);
  }

  TEST_CASE_FIXTURE(test::StoreFixture, "a flipped bit on disk is corruption, never a wrong value") {
    for (int i = 0; i < 200; ++i)
      put(*store, Family::record, kv::be64(static_cast<std::uint64_t>(i)), std::string(500, 'v'));
    reopen();  // what the log held is now in table files
    store.reset();
    int damaged = 0;
    for (auto const& entry : std::filesystem::directory_iterator(directory / "store")) {
      if (entry.path().extension() != ".sst") continue;
      std::FILE* file = std::fopen(entry.path().c_str(), "r+b");
      std::fseek(file, 100, SEEK_SET);
      int const byte = std::fgetc(file);
      std::fseek(file, 100, SEEK_SET);
      std::fputc(byte ^ 1, file);
      std::fclose(file);
      ++damaged;
    }
    REQUIRE(damaged > 0);
    auto opened = kv::RocksStore::open(options(), log);
    REQUIRE(opened);
    int corrupt = 0;
    for (int i = 0; i < 200; ++i) {
      auto const value = (*opened)->get(Family::record, kv::be64(static_cast<std::uint64_t>(i)));
      if (value) CHECK(value->value_or("") == std::string(500, 'v'));
      if (!value) CHECK(value.error().code == Errc::corrupt);
      corrupt += value ? 0 : 1;
    }
    CHECK(corrupt > 0);
  }

  TEST_CASE("every family has its own name") {
    for (std::size_t a = 0; a < kv::k_families; ++a) {
      for (std::size_t b = 0; b < a; ++b)
        CHECK(kv::to_text(static_cast<Family>(a)) != kv::to_text(static_cast<Family>(b)));
    }
    CHECK(kv::to_text(Family::trust) == "trust");
  }
}
