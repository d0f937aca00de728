// What the owner of a notice was asked, and what it said.
#include <doctest/doctest.h>

#include "storage/index/consents.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using documents::ConsentAct;
using test::countries;
using test::country;
using test::head_of;

constexpr UnixSeconds k_until{std::chrono::seconds(2'000'000'000)};

/// About the notice at `first`, by or to this country; nullopt: it reaches nobody.
journal::Record consent(ConsentAct act, std::string const& recipient, std::optional<journal::Position> first,
                        std::uint32_t ver = 0) {
  journal::Record record;
  record.kind = log::LeafKind::policy;
  record.iss = country(act == ConsentAct::request ? recipient : "FR");
  record.id = std::string(record.iss.text()) + "-C";
  record.facts = index::encode(index::ConsentFacts{act, country(recipient), first, ver, false, k_until});
  return record;
}

std::optional<index::Consent> known(test::ViewStore const& store, journal::Position first, std::string const& who) {
  auto const found = index::consent_of(store.state(), first, country(who));
  REQUIRE(found);
  return *found;
}

}

TEST_SUITE("storage/index consents") {
  TEST_CASE("the last word about a notice and a country counts, and the request is not forgotten") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"IT"}))));
    CHECK_FALSE(head_of(store, "FR-1").has_grants);
    REQUIRE(store.add(consent(ConsentAct::request, "DE", 0)));
    CHECK_FALSE(head_of(store, "FR-1").has_grants);  // who decides need not look
    CHECK(known(store, 0, "DE")->act == ConsentAct::request);
    REQUIRE(store.add(consent(ConsentAct::grant, "DE", 0)));
    CHECK(head_of(store, "FR-1").has_grants);
    CHECK(known(store, 0, "DE")->act == ConsentAct::grant);
    CHECK(known(store, 0, "DE")->asked->position == 1);
    CHECK(known(store, 0, "DE")->answered->position == 2);
    REQUIRE(store.add(consent(ConsentAct::revoke, "DE", 0)));
    CHECK_FALSE(known(store, 0, "DE")->holds(1, {}));
    CHECK_FALSE(known(store, 0, "IT").has_value());
  }

  TEST_CASE("a grant holds until its end, for its version or for all") {
    struct Row {
      std::string name;
      std::uint32_t of, asked;
      UnixSeconds at;
      bool holds;
    };
    auto const second = std::chrono::seconds(1);
    Row const rows[] = {{"of all versions", 0, 7, k_until - second, true},
                        {"of this version", 7, 7, k_until - second, true},
                        {"of another version", 6, 7, k_until - second, false},
                        {"at its end", 0, 7, k_until, false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      index::Consent const granted{country("DE"), ConsentAct::grant, {}, {}, row.of, false, k_until};
      CHECK(granted.holds(row.asked, row.at) == row.holds);
    }
  }

  TEST_CASE("a request that reaches nobody leaves no trace but in the journal") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"IT"}))));
    auto const before = store.rows(kv::Family::status);
    REQUIRE(store.add(consent(ConsentAct::request, "DE", std::nullopt)));
    CHECK(store.rows(kv::Family::status) == before);
    CHECK_FALSE(head_of(store, "FR-1").has_grants);
  }

  TEST_CASE("an update keeps what was agreed") {
    auto store = test::make_index();
    REQUIRE(store.add(test::version(store, "FR-1", countries({"IT"}))));
    REQUIRE(store.add(consent(ConsentAct::grant, "DE", 0)));
    REQUIRE(store.add(test::version(store, "FR-1", countries({"IT", "DE"}))));
    CHECK(head_of(store, "FR-1").has_grants);
    CHECK(known(store, 0, "DE")->act == ConsentAct::grant);
  }

  TEST_CASE("an owner finds what it was asked, newest notice first, in pages") {
    auto store = test::make_index();
    for (std::string const id : {"FR-1", "FR-2", "IT-1"})
      REQUIRE(store.add(test::version(store, id, countries({"ES"}))));
    for (journal::Position const first : {0U, 1U, 2U}) REQUIRE(store.add(consent(ConsentAct::request, "DE", first)));
    REQUIRE(store.add(consent(ConsentAct::request, "BR", 0)));
    std::vector<std::pair<journal::Position, std::string>> found;
    std::optional<journal::Position> before;
    do {
      auto const page = index::consents_of_owner(store.state(), country("FR"), before, 1);
      REQUIRE(page);
      for (auto const& item : page->items) found.emplace_back(item.first, item.consent.recipient.text());
      before = page->next;
    } while (before);
    CHECK(found == std::vector<std::pair<journal::Position, std::string>>{{1, "DE"}, {0, "BR"}, {0, "DE"}});
    CHECK(index::consents_of_owner(store.state(), country("ES"), {}, 10)->items.empty());
  }
}
