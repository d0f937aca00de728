#include "storage/policy/policy_view.hpp"

#include <doctest/doctest.h>

#include "tests/unit/storage/mailbox/view_store.hpp"

namespace {

using namespace huecry;
using documents::PolicyKind;
using test::ViewStore;

ViewStore make_store() { return ViewStore(std::make_unique<policy_rows::PolicyView>()); }

journal::Record document(std::string const& iss, PolicyKind kind, std::uint32_t seq) {
  journal::Record record;
  record.kind = log::LeafKind::policy;
  record.iss = *CountryCode::parse(iss);
  record.id = policy_rows::record_id(kind);
  record.ver = seq;
  record.facts = policy_rows::encode(policy_rows::DocumentFacts{kind, UnixSeconds(std::chrono::seconds(0x0102 + seq))});
  return record;
}

journal::Record activation(std::uint32_t number, std::uint8_t set, std::string_view manifest) {
  journal::Record record;
  record.kind = log::LeafKind::publication;
  record.iss = documents::secretariat();
  record.id = policy_rows::k_activation_id;
  record.ver = number;
  record.policy.bytes[0] = set;
  record.facts = policy_rows::activation_facts(manifest);
  return record;
}

}

TEST_SUITE("storage/policy view") {
  TEST_CASE("documents are listed by kind, country and seq, each with its place in the journal") {
    auto store = make_store();
    REQUIRE(store.add(document("FR", PolicyKind::intake, 300)));
    REQUIRE(store.add(document("FR", PolicyKind::release, 2)));
    REQUIRE(store.add(document("FR", PolicyKind::release, 1)));
    REQUIRE(store.add(document("BR", PolicyKind::release, 256)));
    auto const rows = policy_rows::documents_of(store.state());
    REQUIRE(rows);
    std::vector<std::string> seen;
    for (auto const& row : *rows)
      seen.push_back(std::string(to_text(row.kind)) + " " + std::string(row.iss.text()) + " " +
                     std::to_string(row.seq) + " @" + std::to_string(row.position));
    CHECK(seen ==
          std::vector<std::string>{"release BR 256 @3", "release FR 1 @2", "release FR 2 @1", "intake FR 300 @0"});
  }

  TEST_CASE("the last activation is in force, and earlier sets can still be read") {
    auto store = make_store();
    CHECK_FALSE(*policy_rows::in_force(store.state()));
    REQUIRE(store.add(activation(1, 7, "first")));
    REQUIRE(store.add(activation(2, 9, "second")));
    auto const now = policy_rows::in_force(store.state());
    REQUIRE(now);
    REQUIRE(now->has_value());
    CHECK((*now)->activation == 2);
    CHECK((*now)->set.bytes[0] == 9);
    Digest first;
    first.bytes[0] = 7;
    CHECK(*policy_rows::manifest(store.state(), first) == "first");
    CHECK(*policy_rows::manifest(store.state(), (*now)->set) == "second");
    CHECK_FALSE(*policy_rows::manifest(store.state(), Digest()));
  }

  TEST_CASE("other records leave no row, and facts that nobody wrote are corrupt") {
    auto store = make_store();
    journal::Record other;
    other.facts = "N\1";
    REQUIRE(store.add(other));
    REQUIRE(store.add(journal::Record()));
    CHECK(store.rows(kv::Family::policy).empty());
    for (std::string const& bytes : {std::string("D\1", 2), std::string("D\1\3", 3) + std::string(8, '\0'),
                                     std::string(10, '\0').replace(0, 2, "D\1")}) {
      other.facts = bytes;
      auto const refused = store.add(other);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == Errc::corrupt);
    }
  }

  TEST_CASE("rows that nobody wrote are corrupt, not another document") {
    struct Row {
      std::string name, key, value;
    };
    Row const rows[] = {{"a short key", std::string("\1\0\7", 3), std::string(16, 0)},
                        {"a kind that is none", std::string("\1\3\7\0\0\0\1", 7), std::string(16, 0)},
                        {"a short position", std::string("\1\0\7\0\0\0\1", 7), std::string(15, 0)}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto store = make_store();
      store.put_raw(kv::Family::policy, row.key, row.value);
      auto const read = policy_rows::documents_of(store.state());
      REQUIRE_FALSE(read);
      CHECK(read.error().code == Errc::corrupt);
    }
    auto store = make_store();
    store.put_raw(kv::Family::policy, std::string("\3"), "short");
    CHECK_FALSE(policy_rows::in_force(store.state()));
  }

  TEST_CASE("the stored bytes are those of docs/storage.md") {
    auto store = make_store();
    REQUIRE(store.add(document("FR", PolicyKind::intake, 258)));
    REQUIRE(store.add(activation(3, 9, "text")));
    auto const rows = store.rows(kv::Family::policy);
    Digest set;
    set.bytes[0] = 9;
    std::string const digest(as_text(set.view()));
    std::string const slot(1, static_cast<char>(CountryCode::parse("FR")->slot()));
    CHECK(rows.at(std::string("\1\1", 2) + slot + std::string("\0\0\1\2", 4)) ==
          std::string(8, '\0') + std::string("\0\0\0\0\0\0\2\4", 8));
    CHECK(rows.at("\2" + digest) == "text");
    CHECK(rows.at("\3") == std::string("\0\0\0\3", 4) + digest);
    CHECK(rows.size() == 3);
  }
}
