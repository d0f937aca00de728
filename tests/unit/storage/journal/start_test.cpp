// What a start accepts, what it completes, and what it refuses to sign over.
#include "protocol/log/checkpoint.hpp"
#include "storage/journal/detail/committer.hpp"
#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;
using kv::Family;

namespace {

struct Change {
  Family family;
  std::string key;
  std::optional<std::string> value;  // nullopt: erase
};

struct StartFixture : test::JournalFixture {
  StartFixture() {
    for (int i = 0; i < 300; ++i) add(std::to_string(i));
    journal.reset();
  }
  void add(std::string const& number) { REQUIRE(test::commit(*journal, test::record_of("FR-" + number))); }

  void change(std::vector<Change> const& changes) {
    auto const transaction = store->begin();
    for (Change const& change : changes) {
      if (change.value) {
        transaction->put(change.family, change.key, *change.value);
      } else {
        transaction->erase(change.family, change.key);
      }
    }
    REQUIRE(store->commit(*transaction, kv::Sync::yes));
  }
  void forget_checkpoints(std::uint64_t first, std::uint64_t last) {
    std::vector<Change> changes;
    for (std::uint64_t size = first; size <= last; ++size) changes.push_back({Family::checkpoint, kv::be64(size), {}});
    change(changes);
  }
  std::string row(Family family, std::string const& key) {
    auto const value = store->get(family, key);
    REQUIRE(value);
    REQUIRE(*value);
    return **value;
  }
};

std::string flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  return bytes;
}

std::string tile_key(std::uint8_t level, std::uint64_t index) {
  return std::string(1, static_cast<char>(level)) + kv::be64(index);
}

}

TEST_SUITE("storage/journal start") {
  TEST_CASE_FIXTURE(StartFixture, "a start finds the journal as it was left and goes on") {
    restart();
    CHECK(journal->end() == 300);
    CHECK(journal->checkpoint() == row(Family::checkpoint, kv::be64(300)));
    add("300");
    CHECK(journal->end() == 301);
    check_invariants();
  }

  TEST_CASE_FIXTURE(StartFixture, "a checkpoint that a crash prevented is signed at the start, the same to the byte") {
    std::string const lost = row(Family::checkpoint, kv::be64(300));
    change({{Family::checkpoint, kv::be64(300), {}}});
    restart();
    CHECK(journal->end() == 300);
    CHECK(journal->checkpoint() == lost);
    CHECK(row(Family::checkpoint, kv::be64(300)) == lost);
    check_invariants();
  }

  TEST_CASE_FIXTURE(StartFixture, "a log that does not fit its checkpoint is refused and not signed over") {
    std::string const head = row(Family::meta, "journal");
    std::string const root = row(Family::checkpoint, kv::be64(300));
    struct Row {
      std::string name;
      std::vector<Change> changes;
    };
    std::vector<Change> no_checkpoints;
    for (std::uint64_t size = 0; size <= 300; ++size)
      no_checkpoints.push_back({Family::checkpoint, kv::be64(size), {}});
    Row const rows[] = {
        {"a hash in the last tile changed",
         {{Family::tile, tile_key(0, 1), flipped(row(Family::tile, tile_key(0, 1)), 5)}}},
        {"the last tile is short", {{Family::tile, tile_key(0, 1), row(Family::tile, tile_key(0, 1)).substr(32)}}},
        {"the last tile is gone", {{Family::tile, tile_key(0, 1), {}}}},
        {"the upper tile changed", {{Family::tile, tile_key(1, 0), flipped(row(Family::tile, tile_key(1, 0)), 5)}}},
        {"the compact range changed", {{Family::meta, "journal", flipped(head, head.size() - 1)}}},
        {"the journal row is gone", {{Family::meta, "journal", {}}}},
        {"no checkpoint at all", no_checkpoints},
        {"the checkpoint's signature changed", {{Family::checkpoint, kv::be64(300), flipped(root, root.size() - 10)}}},
        {"a checkpoint at another size", {{Family::checkpoint, kv::be64(301), root}}},
        {"the last leaf is another one", {{Family::leaf, kv::be64(299), row(Family::leaf, kv::be64(298))}}},
        {"the last leaf is gone", {{Family::leaf, kv::be64(299), {}}}},
        {"a record beyond the end", {{Family::record, kv::be64(300), row(Family::record, kv::be64(299))}}},
        {"a leaf beyond the end", {{Family::leaf, kv::be64(300), row(Family::leaf, kv::be64(299))}}},
    };
    for (Row const& row_of_table : rows) {
      CAPTURE(row_of_table.name);
      std::vector<Change> undo;
      for (Change const& change : row_of_table.changes) {
        auto const before = store->get(change.family, change.key);
        REQUIRE(before);
        undo.push_back({change.family, change.key, *before});
      }
      change(row_of_table.changes);
      auto const refused = try_start();
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == Errc::log_inconsistent);
      change(undo);
      CHECK(try_start());  // it was this change and nothing else
    }
  }

  TEST_CASE_FIXTURE(StartFixture, "more than one batch without a checkpoint is refused, one whole batch is completed") {
    journal_options.sync = kv::Sync::no;
    start();
    std::vector<journal::Proposal> entries;
    for (std::size_t i = 0; i < limits::commit_leaves_max; ++i)
      entries.push_back({test::record_of("FR-b" + std::to_string(i)), {}});
    REQUIRE(test::submit(*journal, std::move(entries)).get().size() == limits::commit_leaves_max);
    journal.reset();
    std::uint64_t const size = 300 + limits::commit_leaves_max;
    forget_checkpoints(301, size);
    start();
    // The entry that ends a batch is one more; the next one cannot be of the same batch.
    add("next");
    add("after next");
    journal.reset();
    forget_checkpoints(size, size + 2);
    auto const refused = try_start();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::log_inconsistent);
  }

  TEST_CASE_FIXTURE(StartFixture, "a log shorter than what was acknowledged is refused before anything is signed") {
    change({{Family::checkpoint, kv::be64(300), {}}});
    auto const refused = journal::detail::load_covered(*store, signer, kv::Sync::yes, 301, nullptr);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::log_inconsistent);
    CHECK_FALSE(store->get(Family::checkpoint, kv::be64(300))->has_value());
    CHECK(journal::detail::load_covered(*store, signer, kv::Sync::yes, 300, nullptr));
  }

  TEST_CASE_FIXTURE(StartFixture, "another key or another log's name is refused") {
    signer = signer_named("hub.example/log/2026");
    auto const other_key = try_start();
    REQUIRE_FALSE(other_key);
    CHECK(other_key.error().code == Errc::log_inconsistent);
    signer = signer_named("hub.example/log/2027");
    auto const other_name = try_start();
    REQUIRE_FALSE(other_name);
    CHECK(other_name.error().code == Errc::log_inconsistent);
  }

  TEST_CASE_FIXTURE(StartFixture, "a journal row of an unknown form is corruption") {
    std::string head = row(Family::meta, "journal");
    head[0] = 9;
    change({{Family::meta, "journal", head}});
    auto const refused = try_start();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::corrupt);
  }

  TEST_CASE_FIXTURE(StartFixture, "a start reads the same number of rows whatever the length") {
    struct Counting final : kv::Reader {
      explicit Counting(kv::Reader const& r) : state(r) {}
      Result<std::optional<std::string>> get(Family family, std::string_view key) const override {
        ++reads;
        return state.get(family, key);
      }
      std::unique_ptr<kv::Cursor> scan(Family family, kv::Range const& range) const override {
        ++reads;
        return state.scan(family, range);
      }
      kv::Secrets const& secrets() const override { return state.secrets(); }
      kv::Reader const& state;
      mutable int reads = 0;
    };
    Counting const counting(*store);
    REQUIRE(journal::detail::load_head(counting, signer));
    CHECK(counting.reads < 20);
  }
}
