#include "server/exchange/key_destroyer.hpp"

#include "storage/index/erasures.hpp"
#include "tests/unit/storage/index/notices.hpp"

using namespace huecry;
using namespace huecry::test;

namespace {

/// Three entries: a notice that nobody got, its withdrawal, its erasure.
void add_erased(ViewStore& store, std::string const& id) {
  REQUIRE(store.add(version(store, id, {})));
  REQUIRE(store.add(withdrawal(store, id)));
  index::DecisionFacts facts;
  facts.notice = {country(id.substr(0, 2)), id, 2};
  facts.act = life::NoticeEvent::erase;
  facts.after = life::NoticeState::deleted;
  journal::Record record;
  record.kind = log::LeafKind::erasure;
  record.facts = index::encode(facts);
  REQUIRE(store.add(std::move(record)));
}

bool has_key(ViewStore& store, journal::Position at) {
  auto const key = store.store().secrets().get(at);
  REQUIRE(key);
  return key->has_value();
}

struct Destroyed {
  ViewStore store = make_index();
  NullLog log;
  exchange::KeyDestroyer destroyer{store.store(), log};
};

}

TEST_SUITE("exchange key destroyer") {
  TEST_CASE_FIXTURE(Destroyed, "the keys of what was erased go, and no others") {
    REQUIRE(destroyer.carry_out());  // nothing to do yet
    add_erased(store, "FR-1");
    REQUIRE(store.add(version(store, "FR-2", {})));
    REQUIRE(has_key(store, 0));
    REQUIRE(destroyer.carry_out());
    CHECK_FALSE(has_key(store, 0));
    for (journal::Position at = 1; at < store.next(); ++at) CHECK(has_key(store, at));
    add_erased(store, "FR-3");  // a later one, by the same object
    REQUIRE(destroyer.carry_out());
    CHECK_FALSE(has_key(store, 4));
    CHECK(has_key(store, 3));
  }

  TEST_CASE_FIXTURE(Destroyed, "what a power cut left is done at the next start, whichever of the keys it left") {
    journal::Position left = 0;
    SUBCASE("the first") { left = 0; }
    SUBCASE("the last") { left = 1; }
    REQUIRE(store.add(version(store, "FR-1", {})));
    add_erased(store, "FR-1");
    auto const erasures = index::erasures(store.state(), 0, 1);
    REQUIRE(erasures);
    REQUIRE(erasures->front().entries == std::vector<journal::Position>{0, 1});
    REQUIRE(store.store().secrets().destroy({1 - left}));
    REQUIRE(has_key(store, left));
    REQUIRE(destroyer.carry_out());
    CHECK_FALSE(has_key(store, 0));
    CHECK_FALSE(has_key(store, 1));
  }

  TEST_CASE_FIXTURE(Destroyed, "a start carries out all erasures, however many there are") {
    constexpr int k_erasures = 257;  // one more than it takes at a time
    for (int i = 0; i < k_erasures; ++i) add_erased(store, "FR-" + std::to_string(i));
    REQUIRE(destroyer.carry_out());
    for (journal::Position i = 0; i < k_erasures; ++i) CHECK_FALSE(has_key(store, 3 * i));
  }
}
