// The index behind the real journal, with Settles as the exchange has them.
#include <thread>

#include "storage/index/index_view.hpp"
#include "storage/index/lookup.hpp"
#include "storage/index/status.hpp"
#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;

namespace {

struct IndexJournal : test::JournalFixture {
  IndexJournal() {
    journal.reset();  // the fixture's own views have seen nothing yet
    views = {&index_view};
    start();
  }
  index::IndexView index_view;
};

CountryCode const k_issuer = *CountryCode::parse("FR");
std::vector<std::string> const k_members{"DE", "IT", "ES", "BR", "SG", "JP", "KE", "EG", "US", "GB", "PL", "MX"};

/// A version of a notice; an empty audience takes the notice back. `text` tells documents apart.
journal::Proposal version(std::string id, std::uint32_t ver, CountrySet audience, std::string const& text = "text") {
  auto settle = [audience](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(auto const head, index::current_head(state, record.iss, record.id));
    if (record.ver != (head ? head->ver + 1 : 1)) return Error(Errc::version_conflict);
    if (head && head->state != life::NoticeState::published) return Error(Errc::state_conflict);
    index::NoticeFacts facts;
    facts.action = audience.empty() ? documents::Action::withdraw : documents::Action::publish;
    facts.state = audience.empty() ? life::NoticeState::withdrawn : life::NoticeState::published;
    facts.offences = {"HOM"};
    record.deliveries = index::deliveries_for(audience, head ? head->holders : CountrySet());
    record.facts = index::encode(facts);
    record.content = index::encode_content(facts);
    return journal::Settled::proceed();
  };
  journal::Record record = test::record_of(std::move(id), ver, text);
  record.deliveries.clear();
  return {std::move(record), std::move(settle)};
}

journal::Proposal evidence(std::string const& by, std::string const& id, std::uint32_t ver, int number) {
  index::EvidenceFacts const facts{
      documents::EvidenceKind::acknowledged, *CountryCode::parse(by), "NCB", {{k_issuer, id, ver}}};
  journal::Record record = test::record_of(by + "-evidence-" + std::to_string(number), 1, "text", by);
  record.deliveries.clear();
  record.facts = index::encode(facts);
  return {std::move(record), {}};
}

/// Several bureaus at once: new notices, updates, withdrawals and evidence about a few notices.
void play(journal::Journal& journal, int player, int steps) {
  auto random = test::generator("index journal " + std::to_string(player));
  auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (int i = 0; i < steps; ++i) {
    std::string const id = "FR-" + std::to_string(below(8));
    auto const ver = static_cast<std::uint32_t>(1 + below(4));
    CountrySet audience;
    for (std::string const& member : k_members)
      if (below(3) != 0) audience.add(*CountryCode::parse(member));
    std::vector<journal::Proposal> batch;
    std::string const text = std::to_string(player) + '/' + std::to_string(i);
    batch.push_back(version(id, ver, below(10) == 0 ? CountrySet() : audience, text));
    batch.push_back(evidence(k_members[below(k_members.size())], id, ver, player * 1000 + i));
    test::submit(journal, std::move(batch)).wait();
  }
}

/// Every recipient of a version got the next one, or a recall (domain §5.3).
void check_recipients(std::vector<index::Version> const& versions) {
  for (std::size_t i = 0; i + 1 < versions.size(); ++i) {
    CountrySet const next = versions[i + 1].released | versions[i + 1].recalled;
    CHECK((versions[i].released - next).empty());
    CHECK((versions[i + 1].released & versions[i + 1].recalled).empty());
  }
}

}

TEST_SUITE("storage/index behind the journal") {
  TEST_CASE_FIXTURE(IndexJournal, "a version settled in the same batch as the one before sees it") {
    std::vector<journal::Proposal> batch;
    CountrySet const both{*CountryCode::parse("DE"), *CountryCode::parse("IT")};
    batch.push_back(version("FR-1", 1, both));
    batch.push_back(version("FR-1", 2, {*CountryCode::parse("DE")}));
    batch.push_back(version("FR-1", 4, {}));  // nothing yet is version 3
    batch.push_back(evidence("DE", "FR-1", 2, 1));
    auto const results = test::submit(*journal, std::move(batch)).get();
    REQUIRE(results.size() == 4);
    CHECK(results[0]);
    CHECK(results[1]);
    CHECK_FALSE(results[2]);
    CHECK(results[3]);
    auto const status = index::status_of(*store, k_issuer, "FR-1", {});
    REQUIRE(status);
    index::Counts expected{1, 1, 1, 0, 1, 0};
    expected.delivered = 1;  // whoever has acknowledged it has it in its system
    CHECK(status->counts == expected);
    check_invariants();
  }

  TEST_CASE_FIXTURE(IndexJournal, "whatever bureaus do at the same time, the rows are those of a rebuild") {
    HUECRY_SEEDED;
    std::vector<std::thread> players;
    for (int player = 0; player < 3; ++player) players.emplace_back([this, player] { play(*journal, player, 60); });
    for (std::thread& player : players) player.join();
    restart();
    check_invariants();
    std::size_t versions_seen = 0;
    for (int i = 0; i < 8; ++i) {
      auto const versions = index::history_of(*store, k_issuer, "FR-" + std::to_string(i));
      REQUIRE(versions);
      check_recipients(*versions);
      versions_seen += versions->size();
    }
    CHECK(versions_seen > 8);  // some notice was updated: one seed in a hundred million withdraws all eight at once
  }
}
