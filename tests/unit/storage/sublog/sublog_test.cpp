// Sub-logs behind the real journal: each batch ends with an entry that commits to what every bureau has got so far.
#include "protocol/log/sublog.hpp"

#include <map>

#include "protocol/log/hash.hpp"
#include "protocol/log/leaf.hpp"
#include "storage/mailbox/mailbox.hpp"
#include "storage/mailbox/mailbox_view.hpp"
#include "storage/sublog/facts.hpp"
#include "storage/sublog/heads_view.hpp"
#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;
using journal::Delivery;
using journal::DeliveryKind;
using journal::Position;

namespace {

constexpr auto k_document = log::SublogKind::document;
constexpr auto k_recall = log::SublogKind::recall;

struct SublogJournal : test::JournalFixture {
  SublogJournal() {
    journal.reset();  // the fixture's own views have seen nothing yet
    views = {&mailbox_view, &heads_view};
    closer = &heads_view;
    start();
  }

  /// One batch with these entries.
  std::vector<journal::Receipt> commit_all(std::vector<journal::Record> records) {
    std::vector<journal::Proposal> proposals;
    for (auto& record : records) proposals.push_back({std::move(record), {}});
    std::vector<journal::Receipt> receipts;
    for (auto& result : test::submit(*journal, std::move(proposals)).get()) {
      REQUIRE_MESSAGE(result, result.error().detail);
      receipts.push_back(*std::move(result));
    }
    return receipts;
  }

  [[nodiscard]] sublog::Heads heads() const {
    auto const found = sublog::newest_heads(*store);
    REQUIRE(found);
    REQUIRE(*found);
    return **found;
  }

  mailbox::MailboxView mailbox_view;
  sublog::HeadsView heads_view;
};

int made = 0;

journal::Record record_to(std::vector<Delivery> deliveries) {
  auto record = test::record_of("FR-" + std::to_string(++made));
  record.deliveries = std::move(deliveries);
  return record;
}

/// The head that a bureau computes from what it has got: its items, and where batches end.
log::SublogHead recount(kv::Reader const& state, CountryCode bureau) {
  auto const page = mailbox::read(state, bureau, std::nullopt, 1000);
  REQUIRE(page);
  std::map<Position, std::vector<log::SublogItem>> batches;
  for (mailbox::Item const& item : page->items) {
    auto const end = sublog::end_of_batch(state, item.position);
    REQUIRE(end);
    auto const leaf = journal::leaf_of(state, item.position);
    REQUIRE(leaf);
    batches[*end].push_back(
        {item.position, item.kind == DeliveryKind::document ? k_document : k_recall, log::leaf_hash(*leaf)});
  }
  log::SublogHead head;
  for (auto const& [end, items] : batches) head = log::advanced(head, end, items.size(), log::batch_digest(items));
  return head;
}

}

TEST_SUITE("storage/sub-log") {
  TEST_CASE("bureaus that get the same share one digest") {
    CountrySet const all = CountrySet::everyone();
    CountryCode const de = test::country("DE"), it = test::country("IT");
    std::vector<journal::Shared> const batch = {{3, crypto::sha256("a"), all, {}},
                                                {4, crypto::sha256("b"), CountrySet{de}, CountrySet{it}},
                                                {6, crypto::sha256("c"), all - CountrySet{it}, {}}};
    auto const alike = sublog::alike_of(batch);
    REQUIRE(alike.size() == 3);
    std::map<std::uint64_t, CountrySet> by_items;
    for (auto const& same : alike) {
      if (same.bureaus.contains(de)) {
        CHECK(same.bureaus == CountrySet{de});
        CHECK(same.items == 3);
      } else if (same.bureaus.contains(it)) {
        CHECK(same.items == 2);
        CHECK(same.digest == log::batch_digest(std::vector<log::SublogItem>{{3, k_document, crypto::sha256("a")},
                                                                            {4, k_recall, crypto::sha256("b")}}));
      } else {
        CHECK(same.bureaus == all - CountrySet{de, it});
        CHECK(same.items == 2);
      }
    }
  }

  TEST_CASE("a batch that reaches nobody tells of nobody") {
    CHECK(sublog::alike_of({}).empty());
    CHECK(sublog::alike_of(std::vector<journal::Shared>{{1, Digest(), {}, {}}}).empty());
  }

  TEST_CASE("facts of a batch read back as they were written, and nothing else does") {
    sublog::BatchFacts const facts{crypto::sha256("seed"),
                                   {{CountrySet{test::country("DE")}, 2, crypto::sha256("two")},
                                    {CountrySet::everyone(), 1, crypto::sha256("one")}}};
    std::string const bytes = sublog::encode(facts);
    auto const read = sublog::batch_facts(bytes);
    REQUIRE(read);
    REQUIRE(*read);
    CHECK(**read == facts);
    auto const other = sublog::batch_facts("facts of another kind");
    REQUIRE(other);
    CHECK_FALSE(*other);
    for (std::size_t length = 1; length < bytes.size(); ++length) {
      CAPTURE(length);
      CHECK_FALSE(sublog::batch_facts(std::string_view(bytes).substr(0, length)));
    }
    CHECK_FALSE(sublog::batch_facts(bytes + "x"));
  }

  TEST_CASE_FIXTURE(SublogJournal, "each batch ends with the root of all heads, the last leaf of its checkpoint") {
    auto const receipts = commit_all({record_to({{DeliveryKind::document, {test::country("DE")}}}), record_to({}),
                                      record_to({{DeliveryKind::recall, {test::country("DE"), test::country("IT")}}})});
    CHECK(receipts.back().position == 2);
    REQUIRE(journal->end() == 4);
    auto const now = heads();
    CHECK(now.entry == 3);
    CHECK(now.batches == 1);
    auto const leaf = journal::leaf_of(*store, 3);
    REQUIRE(leaf);
    auto const parsed = log::parse_leaf(*leaf);
    REQUIRE(parsed);
    CHECK(parsed->kind == log::LeafKind::delivery);
    CHECK(parsed->id == "heads");
    CHECK(parsed->object == log::HeadsTree(now.of, now.seed).root());
    CHECK(now.of[test::country("DE").slot()].items == 2);
    CHECK(now.of[test::country("IT").slot()].items == 1);
    CHECK(now.of[test::country("FR").slot()] == log::SublogHead());
    check_invariants();
  }

  TEST_CASE_FIXTURE(SublogJournal, "a batch of nothing new adds no entry") {
    auto const record = record_to({{DeliveryKind::document, {test::country("DE")}}});
    REQUIRE(test::commit(*journal, record));
    Position const end = journal->end();
    auto const again = test::commit(*journal, record);
    REQUIRE(again);
    CHECK(again->duplicate);
    REQUIRE(test::probe(*journal));
    CHECK(journal->end() == end);
  }

  TEST_CASE_FIXTURE(SublogJournal, "a batch with nothing for anybody hides that: the root changes, no head does") {
    commit_all({record_to({{DeliveryKind::document, {test::country("DE")}}})});
    auto const before = heads();
    commit_all({record_to({})});
    auto const after = heads();
    CHECK(after.of == before.of);
    CHECK(after.batches == before.batches + 1);
    CHECK(log::HeadsTree(after.of, after.seed).root() != log::HeadsTree(before.of, before.seed).root());
  }

  TEST_CASE_FIXTURE(SublogJournal, "what a bureau recounts from its mailbox is the head that was committed to") {
    HUECRY_SEEDED;
    auto dice = test::generator("sub-log");
    std::vector<CountryCode> const bureaus = {test::country("DE"), test::country("IT"), test::country("FR"),
                                              test::country("BR")};
    for (int batch = 0; batch < 30; ++batch) {
      std::vector<journal::Record> records;
      for (auto left = dice() % 5 + 1; left != 0; --left) {
        CountrySet documents = dice() % 4 == 0 ? CountrySet::everyone() : CountrySet(), recalls;
        for (CountryCode const bureau : bureaus) {
          if (dice() % 2 == 0) documents.add(bureau);
          if (dice() % 3 == 0) recalls.add(bureau);
        }
        records.push_back(record_to({{DeliveryKind::document, documents}, {DeliveryKind::recall, recalls}}));
      }
      commit_all(std::move(records));
      if (batch % 10 == 9) restart();
    }
    auto const now = heads();
    for (CountryCode const bureau : bureaus) {
      CAPTURE(bureau.text());
      CHECK(recount(*store, bureau) == now.of[bureau.slot()]);
      CHECK(now.of[bureau.slot()].items != 0);
    }
    check_invariants();
  }

  TEST_CASE_FIXTURE(SublogJournal, "an item taken out of a mailbox, or put in, gives another head") {
    CountryCode const de = test::country("DE");
    commit_all({record_to({{DeliveryKind::document, {de}}}), record_to({{DeliveryKind::document, {de}}}),
                record_to({{DeliveryKind::document, {test::country("IT")}}})});
    auto const committed = heads().of[de.slot()];
    REQUIRE(recount(*store, de) == committed);
    auto const rows = store->scan(kv::Family::mailbox, {});
    REQUIRE(rows->valid());
    std::string const key(rows->key()), value(rows->value());
    erase(kv::Family::mailbox, key);
    CHECK(recount(*store, de) != committed);
    put(kv::Family::mailbox, key, value);
    REQUIRE(recount(*store, de) == committed);
    std::string added = key;
    added.replace(added.size() - 8, 8, kv::be64(2));
    put(kv::Family::mailbox, added, value);
    CHECK(recount(*store, de) != committed);
  }

  TEST_CASE_FIXTURE(SublogJournal, "heads that cannot be read let nothing enter") {
    commit_all({record_to({{DeliveryKind::document, {test::country("DE")}}})});
    put(kv::Family::sublog, std::string{1}, "no heads");
    auto const refused = test::commit(*journal, record_to({}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::storage_unavailable);
    CHECK(journal->end() == 2);
  }
}
