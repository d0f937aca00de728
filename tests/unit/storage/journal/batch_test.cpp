// What makes a batch, and what waits for one (docs/adr/0025).
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;
using journal::Settled;

namespace {

/// How large the log was when each of them was covered, in the order of the answers.
std::vector<std::uint64_t> covered_at(test::Results const& results) {
  std::vector<std::uint64_t> sizes;
  sizes.reserve(results.size());
  for (auto const& receipt : results) {
    REQUIRE(receipt);
    sizes.push_back(test::checkpoint_of(receipt->proof.checkpoint).head.size);
  }
  return sizes;
}

std::vector<journal::Proposal> proposals_of(int count, journal::Settle const& settle = {},
                                            std::string const& name = "") {
  std::vector<journal::Proposal> proposals;
  proposals.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) proposals.push_back({test::record_of("FR-" + name + std::to_string(i)), settle});
  return proposals;
}

/// Keeps the committer at its first entry until it is told to go on.
struct Hold {
  std::promise<void> entered, go_on;
  journal::Settle settle() {
    return [this](kv::Reader const&, journal::Record&) {
      entered.set_value();
      go_on.get_future().wait();
      return Result<Settled>(Settled::proceed());
    };
  }
};

}

TEST_SUITE("storage/journal batches") {
  TEST_CASE_FIXTURE(test::JournalFixture, "a submission larger than a batch is spread over several, in order") {
    journal.reset();
    journal_options.batch_leaves_max = 4;
    start();
    test::Results const results = test::submit(*journal, proposals_of(10)).get();
    CHECK(covered_at(results) == std::vector<std::uint64_t>{4, 4, 4, 4, 8, 8, 8, 8, 10, 10});
    for (journal::Position at = 0; at < 10; ++at) CHECK(results[at]->position == at);
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "a batch takes no further entry beyond its bytes") {
    auto proposals = proposals_of(7);
    std::size_t const bytes = limits::commit_bytes_max / 2 - 64 * 1024;  // two of them are below the limit
    for (journal::Proposal& proposal : proposals) proposal.record.document.resize(bytes, 'x');
    test::Results const results = test::submit(*journal, std::move(proposals)).get();
    CHECK(covered_at(results) == std::vector<std::uint64_t>{3, 3, 3, 6, 6, 6, 7});
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "a batch ends when its time is up, with one entry at least") {
    journal.reset();
    journal_options.gather_time = std::chrono::milliseconds(0);
    start();
    journal::Settle const slow = [](kv::Reader const&, journal::Record&) -> Result<Settled> {
      // Longer than any disk may make it.
      auto const end = std::chrono::steady_clock::now() + std::chrono::milliseconds(110);
      while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
      return Settled::proceed();
    };
    CHECK(covered_at(test::submit(*journal, proposals_of(3, slow)).get()) == std::vector<std::uint64_t>{1, 2, 3});
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "where syncs take long, a batch is gathered for as long as they take") {
    journal.reset();
    journal_options.gather_time = std::chrono::milliseconds(0);
    start();
    faults.slow_down(std::chrono::milliseconds(60));
    for (int i = 0; i < 3; ++i) REQUIRE(test::commit(*journal, test::record_of("FR-slow-" + std::to_string(i))));
    // Three may be chance: not before the fourth is a batch gathered for longer.
    CHECK(covered_at(test::submit(*journal, proposals_of(2, {}, "few-")).get()) == std::vector<std::uint64_t>{4, 5});
    auto const results = test::submit(*journal, proposals_of(3)).get();
    faults.heal();
    CHECK(covered_at(results) == std::vector<std::uint64_t>(3, 5 + 3));
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "what is in a hurry comes next, into the batch that is being gathered") {
    Hold hold;
    auto proposals = proposals_of(10);
    proposals.front().settle = hold.settle();
    auto call = test::submit(*journal, std::move(proposals));
    hold.entered.get_future().wait();
    std::vector<journal::Proposal> one;
    one.push_back({test::record_of("DE-1", 1, "text", "DE"), {}, journal::Lane::flash});
    auto flash = test::submit(*journal, std::move(one));
    hold.go_on.set_value();
    test::Results const before = call.get(), hurried = flash.get();
    CHECK(covered_at(hurried) == std::vector<std::uint64_t>{11});
    CHECK(covered_at(before) == std::vector<std::uint64_t>(10, 11));
    CHECK(hurried.front()->position == 1);
    CHECK(before[1]->position == 2);
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture,
                    "a full queue says busy at once, and leaves room to others than who fills it") {
    journal.reset();
    journal_options.queue_entries_max = 3;
    start();
    Hold hold;
    auto first = test::submit(*journal, proposals_of(1, hold.settle()));
    hold.entered.get_future().wait();  // the committer is at work, its entry still counts
    auto const submitted = [&](std::string const& id, std::string_view iss) {
      std::vector<journal::Proposal> one;
      one.push_back({test::record_of(id, 1, "text", iss), {}});
      return test::submit(*journal, std::move(one));
    };
    auto second = submitted("FR-1", "FR");
    auto too_much = submitted("FR-2", "FR");
    auto of_another = submitted("DE-1", "DE");
    auto when_full = submitted("IT-1", "IT");
    auto const is_ready = [](auto& answer) {
      return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    };
    bool const at_once = is_ready(too_much) && is_ready(when_full);
    hold.go_on.set_value();  // before anything is checked: nothing ends while the committer waits
    CHECK(at_once);
    CHECK(too_much.get().front().error().code == Errc::busy);
    CHECK(when_full.get().front().error().code == Errc::busy);
    CHECK(first.get().front());
    CHECK(second.get().front());
    CHECK(of_another.get().front());
    CHECK(test::commit(*journal, test::record_of("FR-2")));
    CHECK(journal->end() == 4);
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "the queue counts bytes too") {
    journal.reset();
    journal_options.queue_bytes_max = 100'000;
    start();
    journal::Record large = test::record_of("FR-1");
    large.document.assign(100'000, 'x');
    CHECK(test::commit(*journal, large).error().code == Errc::busy);
    large.document.resize(90'000);
    CHECK(test::commit(*journal, large));
  }
}
