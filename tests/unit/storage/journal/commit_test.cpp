#include <thread>

#include "protocol/log/proof.hpp"
#include "storage/journal/detail/batch.hpp"
#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;
using journal::Receipt;
using journal::Settled;
using kv::Family;

TEST_SUITE("storage/journal commit") {
  TEST_CASE_FIXTURE(test::JournalFixture, "a new journal is empty and has a signed checkpoint") {
    CHECK(journal->end() == 0);
    CHECK(test::checkpoint_of(journal->checkpoint()).head == log::TreeHead{0, log::empty_root()});
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture,
                    "a record enters with its rows, its leaf and a checkpoint, and its receipt proves it") {
    auto const receipt = test::commit(*journal, test::record_of("FR-1"));
    REQUIRE(receipt);
    CHECK(receipt->position == 0);
    CHECK(receipt->received == clock.now());
    CHECK_FALSE(receipt->duplicate);
    CHECK(receipt->proof.checkpoint == journal->checkpoint());
    CHECK(journal->end() == 1);

    auto const record = journal::read(*store, 0);
    REQUIRE(record);
    journal::Record expected = test::record_of("FR-1");
    expected.received = receipt->received;
    expected.sealed = record->sealed;  // no two are alike
    CHECK(*record == expected);

    auto const checked = log::check_receipt(receipt->proof, {.logs = std::array{signer.key()}});
    REQUIRE(checked);
    CHECK(checked->index == 0);
    CHECK(checked->leaf.object == expected.object);
    CHECK(checked->leaf.id == "FR-1");
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "every receipt of a batch proves its own leaf, at every size of the tree") {
    std::size_t entered = 0;
    for (std::size_t const more : std::initializer_list<std::size_t>{1, 1, 2, 3, 57, 192, 1, 255, 300}) {
      std::vector<journal::Proposal> proposals;
      for (std::size_t i = 0; i < more; ++i)
        proposals.push_back({test::record_of("FR-" + std::to_string(entered + i)), {}});
      auto const receipts = test::submit(*journal, std::move(proposals)).get();
      REQUIRE(receipts.size() == more);
      for (std::size_t i = 0; i < more; ++i) {
        REQUIRE(receipts[i]);
        auto const checked = log::check_receipt(receipts[i]->proof, {.logs = std::array{signer.key()}});
        REQUIRE_MESSAGE(checked, "entry ", entered + i);
        CHECK(checked->index == entered + i);
        CHECK(checked->leaf.id == "FR-" + std::to_string(entered + i));
        auto const later = journal::receipt_of(*store, entered + i);
        REQUIRE(later);
        CHECK(later->proof == receipts[i]->proof);
      }
      entered += more;
    }
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "the same submission again gets the first receipt, and nothing is added") {
    auto const first = test::commit(*journal, test::record_of("FR-1"));
    REQUIRE(test::commit(*journal, test::record_of("FR-2")));
    clock.advance(std::chrono::seconds(5));
    auto again = test::commit(*journal, test::record_of("FR-1"));
    REQUIRE(first);
    REQUIRE(again);
    CHECK(again->duplicate);
    CHECK(*journal::receipt_of(*store, again->position) == *first);
    CHECK(journal->end() == 2);
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "identity is issuer, id and version; another signing input is a conflict") {
    REQUIRE(test::commit(*journal, test::record_of("FR-1", 1)));
    struct Row {
      std::string name;
      journal::Record record;
      bool accepted;
    };
    journal::Record other_signature = test::record_of("FR-1", 1);
    other_signature.object = crypto::sha256(std::string_view("the same signing input, signed again"));
    Row const rows[] = {{"other version", test::record_of("FR-1", 2), true},
                        {"other issuer", test::record_of("FR-1", 1, "text", "DE"), true},
                        {"an id that begins alike", test::record_of("FR-11", 1), true},
                        {"the same signing input under another signature", other_signature, true},
                        {"other content", test::record_of("FR-1", 1, "other text"), false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const receipt = test::commit(*journal, row.record);
      CHECK(static_cast<bool>(receipt) == row.accepted);
      if (!receipt) CHECK(receipt.error().code == Errc::id_conflict);
    }
    CHECK(journal->end() == 4);  // the first and the three new identities
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "Settle sees earlier entries of the same batch, and completes the record") {
    auto const complete = [](kv::Reader const& state, journal::Record& record) -> Result<Settled> {
      HUECRY_TRY(auto const before, journal::newest_version(state, record.iss, record.id));
      record.facts = before ? "after version " + std::to_string(*before) : "the first";
      return Settled::proceed();
    };
    std::vector<journal::Proposal> proposals;
    proposals.push_back({test::record_of("FR-1", 1), complete});
    proposals.push_back({test::record_of("FR-1", 2), complete});
    proposals.push_back({test::record_of("FR-1", 10), complete});
    test::Results const results = test::submit(*journal, std::move(proposals)).get();
    REQUIRE(results.size() == 3);
    for (journal::Position at = 0; at < 3; ++at) REQUIRE(results[at]);
    CHECK(results[0]->proof.checkpoint == results[2]->proof.checkpoint);  // one batch
    CHECK(journal::read(*store, 0)->facts == "the first");
    CHECK(journal::read(*store, 1)->facts == "after version 1");
    CHECK(journal::read(*store, 2)->facts == "after version 2");
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "one refused record does not touch the others of its batch") {
    auto const refuse = [](kv::Reader const&, journal::Record&) -> Result<Settled> {
      return Error(Errc::state_conflict);
    };
    auto const bug = [](kv::Reader const&, journal::Record&) -> Result<Settled> { throw std::runtime_error("a bug"); };
    auto const point = [](kv::Reader const&, journal::Record&) -> Result<Settled> { return Settled::duplicate(0); };
    auto with_facts = [](std::string id, std::string facts) {
      journal::Record record = test::record_of(std::move(id));
      record.facts = std::move(facts);
      return record;
    };
    std::vector<journal::Proposal> proposals;
    proposals.push_back({test::record_of("FR-1"), {}});
    proposals.push_back({test::record_of("FR-2"), refuse});
    proposals.push_back({test::record_of("FR-3"), bug});
    proposals.push_back({with_facts("FR-4", "refuse"), {}});
    proposals.push_back({with_facts("FR-5", "throw"), {}});
    proposals.push_back({test::record_of("FR-6"), point});
    proposals.push_back({test::record_of(""), {}});
    proposals.push_back({test::record_of(std::string("FR\0", 3)), {}});
    proposals.push_back({test::record_of(std::string(65, 'x')), {}});
    proposals.push_back({test::record_of(std::string(64, 'x')), {}});
    test::Results const results = test::submit(*journal, std::move(proposals)).get();
    std::vector<Errc> codes;
    for (auto const& result : results) codes.push_back(result ? Errc::last_ : result.error().code);
    CHECK(codes == std::vector{Errc::last_, Errc::state_conflict, Errc::internal, Errc::state_conflict, Errc::internal,
                               Errc::last_, Errc::internal, Errc::internal, Errc::internal, Errc::last_});
    CHECK(results[5]->duplicate);
    CHECK(results[5]->position == 0);
    CHECK(journal->end() == 2);
    check_invariants();
    CHECK(test::commit(*journal, test::record_of("FR-4"))->position == 2);  // what was refused left nothing behind
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "entries are found by identity and by object") {
    REQUIRE(test::commit(*journal, test::record_of("FR-0")));
    journal::Record const record = test::record_of("FR-1", 7);
    REQUIRE(test::commit(*journal, record));
    auto const entered = journal::find(*store, record.iss, "FR-1", 7);
    REQUIRE(entered);
    REQUIRE(*entered);
    CHECK((*entered)->position == 1);
    CHECK((*entered)->signing == record.signing);
    CHECK_FALSE(journal::find(*store, record.iss, "FR-1", 8)->has_value());
    CHECK(journal::find_object(*store, record.object)->value() == 1);
    CHECK_FALSE(journal::find_object(*store, Digest())->has_value());
    CHECK_FALSE(journal::newest_version(*store, record.iss, "FR-")->has_value());
    CHECK(journal::newest_version(*store, record.iss, "FR-1")->value() == 7);
    CHECK(journal::read(*store, 2).error().code == Errc::not_found);
    CHECK(journal::receipt_of(*store, 2).error().code == Errc::not_found);
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "listeners hear of each commit once, after the answer, without gaps") {
    auto const heard = test::listen(*journal);
    std::vector<journal::Proposal> proposals;
    for (int i = 0; i < 3; ++i) proposals.push_back({test::record_of("FR-" + std::to_string(i)), {}});
    REQUIRE(test::submit(*journal, std::move(proposals)).get().size() == 3);
    REQUIRE(test::commit(*journal, test::record_of("FR-0")));  // a duplicate: nothing to hear
    REQUIRE(test::commit(*journal, test::record_of("FR-3")));
    journal->stop();
    CHECK(*heard == test::Heard{{0, 3}, {3, 4}});
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "a commit names the recipients of its entries, and of no refused one") {
    auto const heard = std::make_shared<std::vector<CountrySet>>();
    journal->subscribe([heard](journal::Commit const& commit) {
      heard->push_back(commit.recipients);
      CHECK(commit.took > std::chrono::microseconds(0));
    });
    auto const to = [](std::string id, std::string facts, std::vector<journal::Delivery> deliveries) {
      journal::Record record = test::record_of(std::move(id));
      record.facts = std::move(facts);
      record.deliveries = std::move(deliveries);
      return journal::Proposal{std::move(record), {}};
    };
    using enum journal::DeliveryKind;
    CountrySet const de{test::country("DE")}, it{test::country("IT")}, br{test::country("BR")};
    std::vector<journal::Proposal> proposals;
    proposals.push_back(to("FR-1", "", {{document, de}, {recall, it}}));
    proposals.push_back(to("FR-2", "refuse", {{document, br}}));
    proposals.push_back(to("FR-3", "", {}));
    auto const results = test::submit(*journal, std::move(proposals)).get();
    REQUIRE(results.front());
    CHECK(results.front()->deliveries == std::vector<journal::Delivery>{{document, de}, {recall, it}});
    REQUIRE(test::commit(*journal, to("FR-4", "", {}).record));
    journal->stop();
    CHECK(*heard == std::vector{de | it, CountrySet()});
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "an entry at the limit of its size enters, one byte more does not") {
    journal::Record record = test::record_of("FR-1");
    record.document.assign(limits::record_bytes_max - record.decision.size() - record.facts.size() + 1, 'x');
    CHECK(test::commit(*journal, record).error().code == Errc::body_too_large);
    record.document.pop_back();
    CHECK(test::commit(*journal, record));
    CHECK(journal->end() == 1);
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "after stop everything that was taken is answered, and nothing is taken") {
    std::vector<std::future<test::Results>> answers;
    for (int i = 0; i < 50; ++i) {
      std::vector<journal::Proposal> one;
      one.push_back({test::record_of("FR-" + std::to_string(i)), {}});
      answers.push_back(test::submit(*journal, std::move(one)));
    }
    journal->stop();
    for (auto& answer : answers) CHECK(answer.get().front());
    CHECK(test::commit(*journal, test::record_of("FR-late")).error().code == Errc::draining);
    CHECK(test::probe(*journal).error().code == Errc::draining);
    journal->stop();
    CHECK(journal->end() == 50);
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "a probe signs, writes and syncs, and adds nothing") {
    REQUIRE(test::commit(*journal, test::record_of("FR-1")));
    std::string const before = journal->checkpoint();
    std::int64_t const syncs = faults.syncs();
    REQUIRE(test::probe(*journal));
    CHECK(faults.syncs() == syncs + 1);
    CHECK(journal->checkpoint() == before);
    CHECK(journal->end() == 1);
    check_invariants();
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "nobody is answered before the batch and the checkpoint are synced") {
    std::int64_t const syncs = faults.syncs();
    auto const answered = std::make_shared<std::promise<std::int64_t>>();
    std::vector<journal::Proposal> one;
    one.push_back({test::record_of("FR-1"), {}});
    journal->submit(std::move(one), [this, answered](test::Results) { answered->set_value(faults.syncs()); });
    CHECK(answered->get_future().get() == syncs + 2);
    journal.reset();
    store.reset();
    faults.lose_unsynced();
    open();
    start();
    CHECK(journal->end() == 1);
    check_invariants();
  }

  TEST_CASE("received grows by at least a millisecond, follows the clock, and does not run away from it") {
    using std::chrono::milliseconds;
    auto const at = [](std::int64_t ms) { return UnixMillis(milliseconds(ms)); };
    struct Row {
      std::string name;
      std::int64_t now, previous, expected;
    };
    Row const rows[] = {{"the clock went on", 5000, 4000, 5000},
                        {"the same millisecond", 5000, 5000, 5001},
                        {"ahead of the clock within the lead", 5000, 5500, 5501},
                        {"one before the end of the lead", 5000, 5999, 6000},
                        {"at the end of the lead", 5000, 6000, 6000},
                        {"the clock was set back", 5000, 900'000, 900'000}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(journal::detail::next_received(at(row.now), at(row.previous)) == at(row.expected));
    }
  }

  TEST_CASE_FIXTURE(test::JournalFixture, "received never goes back, whatever the clock does") {
    UnixMillis before{};
    for (int step : {0, 0, 7, -5'000, 0, 20'000, -1}) {
      clock.advance(std::chrono::milliseconds(step));
      static int number = 0;
      auto const receipt = test::commit(*journal, test::record_of("FR-t" + std::to_string(number++)));
      REQUIRE(receipt);
      CHECK(receipt->received >= before);
      before = receipt->received;
    }
    restart();
    clock.advance(std::chrono::hours(-1));
    CHECK(test::commit(*journal, test::record_of("FR-after"))->received >= before);
    check_invariants();
  }
}
