#pragma once
// A journal on a store in a fresh directory, with two small views, a clock turned by hand and faults on demand.

#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "storage/journal/inspect.hpp"
#include "storage/journal/journal.hpp"
#include "storage/journal/rebuild.hpp"
#include "storage/kv/key.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/storage/kv/rocks_fixture.hpp"

namespace huecry::test {

/// One row for each record: position → facts. Refuses facts "refuse", throws for "throw", after having written.
class FactsView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "facts"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::notice}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override {
    transaction.put(kv::Family::notice, kv::be64(record.position), record.facts);
    if (record.facts == "throw") throw std::runtime_error("thrown on purpose");
    if (record.facts == "refuse") return Error(Errc::state_conflict, "refused on purpose");
    return ok();
  }
};

/// Counts the records of each issuer, so it reads what earlier records of the same batch wrote.
class CountView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "count"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::status}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override {
    std::string const key = "count of issuer " + std::string(record.iss.text());
    HUECRY_TRY(auto const row, transaction.get(kv::Family::status, key));
    transaction.put(kv::Family::status, key, kv::be64(row ? read_be<std::uint64_t>(*row) + 1 : 1));
    return ok();
  }
};

inline CountryCode country(std::string_view alpha2) {
  auto const code = CountryCode::parse(alpha2);
  REQUIRE(code);
  return *code;
}

/// A record whose document depends on (iss, id, ver, text) alone.
inline journal::Record record_of(std::string id, std::uint32_t ver = 1, std::string_view text = "text",
                                 std::string_view iss = "FR") {
  journal::Record record;
  record.iss = country(iss);
  record.ver = ver;
  record.document = std::string(iss) + "/" + id + "/" + std::to_string(ver) + "/" + std::string(text);
  record.id = std::move(id);
  record.decision = R"({"allow":["DE"]})";
  record.facts = "facts of " + record.document;
  record.deliveries = {{journal::DeliveryKind::document, {country("DE"), country("IT")}}};
  record.object = crypto::sha256(record.document);
  record.signing = crypto::sha256("signing input of " + record.document);
  record.certificate = crypto::sha256("certificate of " + std::string(iss));
  return record;
}

inline log::Checkpoint checkpoint_of(std::string const& text) {
  auto const note = log::parse_note(text);
  REQUIRE(note);
  auto const checkpoint = log::parse_checkpoint(note->body);
  REQUIRE(checkpoint);
  return *checkpoint;
}

using Results = std::vector<Result<journal::Receipt>>;

inline std::future<Results> submit(journal::Journal& journal, std::vector<journal::Proposal> proposals) {
  auto const promise = std::make_shared<std::promise<Results>>();
  auto answer = promise->get_future();
  journal.submit(std::move(proposals), [promise](Results results) { promise->set_value(std::move(results)); });
  return answer;
}

inline Result<journal::Receipt> commit(journal::Journal& journal, journal::Record record, journal::Settle settle = {}) {
  std::vector<journal::Proposal> proposals;
  proposals.push_back({std::move(record), std::move(settle)});
  Results results = submit(journal, std::move(proposals)).get();
  REQUIRE(results.size() == 1);
  return std::move(results.front());
}

/// What listeners heard. Shared with them, since a failed check ends a test before its journal.
using Heard = std::vector<std::pair<journal::Position, journal::Position>>;
inline std::shared_ptr<Heard> listen(journal::Journal& journal) {
  auto heard = std::make_shared<Heard>();
  journal.subscribe([heard](journal::Commit const& commit) { heard->emplace_back(commit.first, commit.end); });
  return heard;
}

inline Result<> probe(journal::Journal& journal) {
  std::promise<Result<>> promise;
  journal.probe([&](Result<> result) { promise.set_value(std::move(result)); });
  return promise.get_future().get();
}

struct JournalFixture : StoreFixture {
  JournalFixture() : signer(signer_named("hub.example/log/2026")) { start(); }

  static log::NoteSigner signer_named(std::string const& name) {
    auto key = crypto::PrivateKey::generate(crypto::Algorithm::eddsa);
    REQUIRE(key);
    auto signer = log::NoteSigner::make(name, std::make_shared<crypto::PrivateKey>(*std::move(key)));
    REQUIRE(signer);
    return *std::move(signer);
  }

  [[nodiscard]] Result<std::unique_ptr<journal::Journal>> try_start() {
    return journal::Journal::open(journal_options, *store, clock, random, log, signer, views, closer);
  }
  void start() {
    auto opened = try_start();
    REQUIRE_MESSAGE(opened, opened.error().detail);
    journal = *std::move(opened);
  }
  /// As a process that ends and one that begins.
  void restart() {
    journal.reset();
    reopen();
    start();
  }
  /// Waits until the journal has got the store back. The limit is for a machine with much else to do.
  void wait_until_writable() {
    auto const give_up = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (!test::probe(*journal) && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    REQUIRE(test::probe(*journal));
  }

  // Behind the journal's back: what damage does.
  void put(kv::Family family, std::string const& key, std::string const& value) {
    auto const transaction = store->begin();
    transaction->put(family, key, value);
    REQUIRE(store->commit(*transaction, kv::Sync::no));
  }
  void erase(kv::Family family, std::string const& key) {
    auto const transaction = store->begin();
    transaction->erase(family, key);
    REQUIRE(store->commit(*transaction, kv::Sync::no));
  }

  /// What must hold after whatever happened: the log is whole and the views are those of the journal.
  void check_invariants() {
    auto const log_state = journal::check_log(*store);
    CHECK_MESSAGE(log_state, log_state.error().detail);
    StoreFixture scratch(store->secrets().file());
    REQUIRE(journal::rebuild(*store, views, *scratch.store));
    auto const found = journal::differences(*store, *scratch.store, journal::rebuilt_families(views), 3);
    REQUIRE(found);
    for (journal::Difference const& difference : *found) {
      MESSAGE(kv::to_text(difference.family) << ": " << difference.what);
    }
    CHECK(found->empty());
  }

  ManualClock clock;
  SeededRandom random{seed()};
  log::NoteSigner signer;
  FactsView facts_view;
  CountView count_view;
  std::vector<journal::View*> views{&facts_view, &count_view};
  journal::Closer* closer = nullptr;
  journal::Options journal_options = [] {
    journal::Options options;
    options.recover_every = std::chrono::milliseconds(1);
    options.gather_time = std::chrono::hours(1);  // a machine that stalls makes no smaller batches
    return options;
  }();
  std::unique_ptr<journal::Journal> journal;
};

}
