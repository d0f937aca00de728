// Random submissions against a model: what enters, what is a duplicate, what is a conflict; restarts in between.
#include <atomic>
#include <map>
#include <thread>

#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;

namespace {

using Identity = std::tuple<std::string, std::string, std::uint32_t>;

/// What the journal must say, from a map of what has entered.
struct Model {
  struct Entry {
    journal::Position position;
    Digest signing;
  };
  std::map<Identity, Entry> entries;

  void check(journal::Record const& record, Result<journal::Receipt> const& result) {
    Identity const identity{record.iss.text(), record.id, record.ver};
    auto const known = entries.find(identity);
    if (known == entries.end()) {
      REQUIRE(result);
      CHECK_FALSE(result->duplicate);
      CHECK(result->position == entries.size());
      entries.emplace(identity, Entry{result->position, record.signing});
    } else if (known->second.signing == record.signing) {
      REQUIRE(result);
      CHECK(result->duplicate);
      CHECK(result->position == known->second.position);
    } else {
      REQUIRE_FALSE(result);
      CHECK(result.error().code == Errc::id_conflict);
    }
  }
};

journal::Record random_record(std::mt19937_64& random) {
  static constexpr std::string_view k_issuers[] = {"FR", "DE", "IT"};
  std::string const id = "X-" + std::to_string(random() % 40);
  return test::record_of(id, static_cast<std::uint32_t>(1 + random() % 4), random() % 5 == 0 ? "other" : "text",
                         k_issuers[random() % 3]);
}

}

TEST_SUITE("storage/journal properties") {
  TEST_CASE_FIXTURE(test::JournalFixture,
                    "random submissions enter once each, survive restarts, and the views follow") {
    HUECRY_SEEDED;
    auto engine = test::generator("journal properties");
    Model model;
    for (int round = 0; round < 30; ++round) {
      clock.advance(std::chrono::milliseconds(engine() % 50));
      std::vector<journal::Record> records(1 + engine() % 20);
      for (journal::Record& record : records) record = random_record(engine);
      std::vector<journal::Proposal> proposals;
      for (journal::Record const& record : records) proposals.push_back({record, {}});
      test::Results const results = test::submit(*journal, std::move(proposals)).get();
      REQUIRE(results.size() == records.size());
      for (std::size_t i = 0; i < records.size(); ++i) model.check(records[i], results[i]);
      CHECK(journal->end() == model.entries.size());
      if (round % 10 == 9) restart();
    }
    CHECK(model.entries.size() > 100);
    for (auto const& [identity, entry] : model.entries) {
      auto const record = journal::read(*store, entry.position);
      REQUIRE(record);
      CHECK(Identity{record->iss.text(), record->id, record->ver} == identity);
      CHECK(record->signing == entry.signing);
    }
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture,
                    "many threads submit the same: one entry, and everybody has the same receipt") {
    constexpr int k_threads = 8;
    constexpr int k_rounds = 25;
    std::vector<std::vector<journal::Receipt>> receipts(k_threads);
    std::vector<std::thread> threads;
    std::atomic<int> failed = 0;
    for (int t = 0; t < k_threads; ++t) {
      threads.emplace_back([&, t] {
        for (int round = 0; round < k_rounds; ++round) {
          std::vector<journal::Proposal> one;
          one.push_back({test::record_of("FR-" + std::to_string(round)), {}});
          auto results = test::submit(*journal, std::move(one)).get();
          if (!results.front()) {
            ++failed;
            return;
          }
          receipts[static_cast<std::size_t>(t)].push_back(*std::move(results.front()));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    REQUIRE(failed == 0);
    CHECK(journal->end() == k_rounds);
    for (int round = 0; round < k_rounds; ++round) {
      int firsts = 0;
      for (auto& of_thread : receipts) {
        journal::Receipt& receipt = of_thread[static_cast<std::size_t>(round)];
        firsts += receipt.duplicate ? 0 : 1;
        if (receipt.duplicate) receipt = *journal::receipt_of(*store, receipt.position);
        CHECK(receipt == receipts[0][static_cast<std::size_t>(round)]);
      }
      CHECK(firsts == 1);
    }
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture,
                    "many threads submit different things: every position once, tile boundaries crossed") {
    constexpr int k_threads = 4;
    constexpr int k_each = 150;  // 600 in all: two full tiles and a part
    std::vector<std::atomic<int>> seen(k_threads * k_each);
    std::vector<std::thread> threads;
    for (int t = 0; t < k_threads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < k_each; ++i) {
          std::vector<journal::Proposal> one;
          one.push_back({test::record_of("FR-" + std::to_string(t) + "." + std::to_string(i)), {}});
          auto results = test::submit(*journal, std::move(one)).get();
          if (results.front()) ++seen[results.front()->position];
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (auto const& count : seen) CHECK(count == 1);
    CHECK(journal->end() == k_threads * k_each);
    check_invariants();
    restart();
    check_invariants();
  }
}
