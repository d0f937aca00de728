// A check that cannot fail is none: each kind of damage must be found.
#include "storage/journal/rebuild.hpp"

#include "tests/unit/storage/journal/journal_fixture.hpp"
#include "tests/unit/storage/sealing.hpp"

using namespace huecry;
using kv::Family;

namespace {

struct DamageFixture : test::JournalFixture {
  DamageFixture() {
    for (int i = 0; i < 20; ++i) REQUIRE(test::commit(*journal, test::record_of("FR-" + std::to_string(i))));
  }
};

}

TEST_SUITE("storage/journal rebuild") {
  TEST_CASE_FIXTURE(DamageFixture, "rows that the journal does not explain are found, whatever is wrong with them") {
    test::StoreFixture scratch;
    REQUIRE(journal::rebuild(*store, views, *scratch.store));
    auto const families = journal::rebuilt_families(views);
    REQUIRE(journal::differences(*store, *scratch.store, families, 10)->empty());

    put(Family::notice, kv::be64(3), "changed");
    erase(Family::notice, kv::be64(5));
    put(Family::status, "count of issuer QQ", "made up");
    put(Family::mailbox, "not of these views", "");
    auto const found = journal::differences(*store, *scratch.store, families, 10);
    REQUIRE(found);
    REQUIRE(found->size() == 3);
    CHECK((*found)[0].what == "different values");
    CHECK((*found)[0].key == kv::be64(3));
    CHECK((*found)[1].what == "only in the second");
    CHECK((*found)[1].key == kv::be64(5));
    CHECK((*found)[2].what == "only in the first");
    CHECK((*found)[2].family == Family::status);
    CHECK(journal::differences(*store, *scratch.store, families, 1)->size() == 2);  // one of each family
  }

  TEST_CASE_FIXTURE(DamageFixture, "a gap or an unreadable record stops the rebuild") {
    SUBCASE("gap") { erase(Family::record, kv::be64(7)); }
    SUBCASE("unreadable") { put(Family::record, kv::be64(7), "x"); }
    SUBCASE("in another's place") {
      put(Family::record, kv::be64(7), store->get(Family::record, kv::be64(8))->value());
    }
    test::StoreFixture scratch;
    auto const refused = journal::rebuild(*store, views, *scratch.store);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::corrupt);
  }
}
