#include "protocol/log/compact_range.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <string>
#include <utility>

#include "tests/unit/protocol/log/naive_tree.hpp"

using namespace huecry;
using log::CompactRange;

TEST_SUITE("protocol/log compact range") {
  TEST_CASE("the root is that of RFC 6962 for every size up to 600") {
    test::NaiveTree tree(test::test_leaves(600));
    CompactRange range;
    CHECK(range.root() == log::empty_root());
    for (std::size_t size = 1; size <= 600; ++size) {
      range.push(test::test_leaf(size - 1));
      CAPTURE(size);
      REQUIRE(range.size() == size);
      REQUIRE(range.root() == tree.root(size));
      REQUIRE(range.nodes().size() == static_cast<std::size_t>(std::popcount(size)));
    }
  }

  TEST_CASE("push tells every node that becomes complete, once") {
    test::NaiveTree tree(test::test_leaves(64));
    CompactRange range;
    std::size_t told = 0;
    for (std::uint64_t i = 0; i < 64; ++i) {
      range.push(test::test_leaf(i), [&](unsigned height, Digest const& node) {
        ++told;
        std::uint64_t const leaves = std::uint64_t{1} << height;
        REQUIRE(range.size() % leaves == 0);
        if (range.size() == leaves) CHECK(node == tree.root(leaves));
      });
    }
    CHECK(told == 127);
  }

  TEST_CASE("the stored form reads back and goes on in the same way") {
    for (std::uint64_t size : {0U, 1U, 2U, 3U, 255U, 256U, 257U, 511U}) {
      CAPTURE(size);
      CompactRange range;
      for (std::uint64_t i = 0; i < size; ++i) range.push(test::test_leaf(i));
      auto read = CompactRange::parse(range.serialise());
      REQUIRE(read);
      REQUIRE(*read == range);
      read->push(test::test_leaf(size));
      range.push(test::test_leaf(size));
      CHECK(read->root() == range.root());
    }
  }

  TEST_CASE("the stored form is size, then nodes from the largest subtree") {
    CompactRange range;
    for (std::uint64_t i = 0; i < 3; ++i) range.push(test::test_leaf(i));
    std::string expected("\0\0\0\0\0\0\0\3", 8);
    expected += as_text(log::node_hash(test::test_leaf(0), test::test_leaf(1)).view());
    expected += as_text(test::test_leaf(2).view());
    CHECK(range.serialise() == expected);
  }

  TEST_CASE("a stored form of another length is refused") {
    CompactRange range;
    for (std::uint64_t i = 0; i < 3; ++i) range.push(test::test_leaf(i));
    std::string const good = range.serialise();
    struct Row {
      std::string name;
      std::string bytes;
      bool accepted;
    };
    Row const rows[] = {{"as written", good, true},
                        {"empty", "", false},
                        {"size only", good.substr(0, 8), false},
                        {"half a size", good.substr(0, 7), false},
                        {"one byte short", good.substr(0, good.size() - 1), false},
                        {"a node short", good.substr(0, good.size() - 32), false},
                        {"a node more", good + std::string(32, 'x'), false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const read = CompactRange::parse(row.bytes);
      REQUIRE(static_cast<bool>(read) == row.accepted);
      if (!row.accepted) CHECK(read.error().code == Errc::corrupt);
    }
  }
}
