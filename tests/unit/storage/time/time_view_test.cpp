#include "storage/time/time_view.hpp"

#include "protocol/crypto/hash.hpp"
#include "tests/unit/storage/mailbox/view_store.hpp"

using namespace huecry;
using time_rows::StampFacts;

namespace {

struct Times {
  test::ViewStore store{std::make_unique<time_rows::TimeView>()};

  journal::Position add(journal::Position size, std::string const& authority) {
    journal::Record record;
    record.facts = time_rows::encode({size, crypto::sha256("root"), authority, UnixMillis()});
    auto const position = store.add(std::move(record));
    REQUIRE(position);
    return *position;
  }
  [[nodiscard]] std::vector<time_rows::Stamp> covering(journal::Position position) const {
    auto stamps = time_rows::stamps_covering(store.state(), position);
    REQUIRE(stamps);
    return *std::move(stamps);
  }
};

}

TEST_SUITE("storage/time") {
  TEST_CASE("facts read back as they were written, and nothing else does") {
    StampFacts const facts{300, crypto::sha256("root"), "one",
                           UnixMillis(std::chrono::milliseconds(1'800'000'000'123))};
    std::string const bytes = time_rows::encode(facts);
    auto const read = time_rows::stamp_facts(bytes);
    REQUIRE(read);
    REQUIRE(*read);
    CHECK(**read == facts);
    for (std::size_t length = 1; length < bytes.size(); ++length)
      CHECK_FALSE(time_rows::stamp_facts(std::string_view(bytes).substr(0, length)));
    CHECK_FALSE(time_rows::stamp_facts(bytes + "x"));
    auto const other = time_rows::stamp_facts("other facts");
    REQUIRE(other);
    CHECK_FALSE(*other);
  }

  TEST_CASE_FIXTURE(Times, "an entry is covered by the smallest stamped tree that has it") {
    auto const first = add(10, "one");
    add(20, "one");
    auto const third = add(20, "two");
    CHECK(covering(9).size() == 1);
    CHECK(covering(9).front().entry == first);
    CHECK(covering(9).front().authority == "one");
    REQUIRE(covering(10).size() == 2);
    CHECK(covering(19).back().entry == third);
    CHECK(covering(20).empty());
  }

  TEST_CASE_FIXTURE(Times, "the newest is that of the largest tree, of all or of one authority") {
    auto const none = time_rows::newest_stamp(store.state());
    REQUIRE(none);
    CHECK_FALSE(*none);
    add(20, "one");
    add(10, "two");
    struct Row {
      char const* authority;
      journal::Position size;
    };
    for (Row const& row : {Row{"", 20}, Row{"one", 20}, Row{"two", 10}}) {
      CAPTURE(row.authority);
      auto const newest = time_rows::newest_stamp(store.state(), row.authority);
      REQUIRE(newest);
      REQUIRE(*newest);
      CHECK((*newest)->size == row.size);
    }
    auto const unknown = time_rows::newest_stamp(store.state(), "three");
    REQUIRE(unknown);
    CHECK_FALSE(*unknown);
  }
}
