#include "protocol/log/appender.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/support/seed.hpp"
#include "tests/unit/protocol/log/naive_tree.hpp"
#include "tests/unit/protocol/log/tile_store.hpp"

using namespace huecry;
using log::Edge;
using log::TileId;

namespace {

/// Every tile of the tree, and no other, with the width that its size asks for.
void check_widths(test::TileStore const& store, std::uint64_t size) {
  std::size_t tiles = 0;
  for (std::uint8_t level = 0; level < log::k_tile_levels; ++level) {
    for (std::uint64_t index = 0; log::tile_width({level, index}, size) > 0; ++index, ++tiles) {
      auto const found = store.values.find({level, index});
      REQUIRE(found != store.values.end());
      CHECK(found->second.size() == log::tile_width({level, index}, size) * log::k_hash_bytes);
    }
  }
  CHECK(store.values.size() == tiles);
}

/// A hash at level L + 1 is the root of the full tile below it.
void check_parents(test::TileStore const& store) {
  for (auto const& [id, hashes] : store.values) {
    if (hashes.size() < log::k_tile_bytes) continue;
    log::CompactRange range;
    for (unsigned i = 0; i < log::k_tile_width; ++i) range.push(log::hash_at(hashes, i));
    std::string const& parent = store.values.at({static_cast<std::uint8_t>(id.level + 1), id.index / 256});
    CHECK(log::hash_at(parent, id.index % 256) == range.root());
  }
}

}

TEST_SUITE("protocol/log appender") {
  TEST_CASE("70,000 leaves are 273 full tiles and one of 112, then 1 and one of 17, then one of 1") {
    test::TileStore store;
    std::vector<Digest> const leaves = test::test_leaves(70000);
    Edge const edge = test::grow(store, {}, leaves, 512);
    CHECK(store.values.size() == 277);
    CHECK(store.values.at({0, 272}).size() == 256 * 32);
    CHECK(store.values.at({0, 273}).size() == 112 * 32);
    CHECK(store.values.at({1, 0}).size() == 256 * 32);
    CHECK(store.values.at({1, 1}).size() == 17 * 32);
    CHECK(store.values.at({2, 0}).size() == 1 * 32);
    check_widths(store, 70000);
    check_parents(store);
    CHECK(log::hash_at(store.values.at({0, 273}), 111) == leaves.back());
    CHECK(edge.range.root() == test::NaiveTree(leaves).root(70000));
  }

  TEST_CASE("tiles do not depend on how the leaves were cut into batches") {
    HUECRY_SEEDED;
    auto generator = test::generator("appender batches");
    std::vector<Digest> const leaves = test::test_leaves(3000);
    test::TileStore whole;
    Edge const expected = test::grow(whole, {}, leaves, leaves.size());
    check_widths(whole, leaves.size());
    for (std::size_t batch :
         {std::size_t{1}, std::size_t{255}, std::size_t{256}, std::size_t{257}, std::size_t{1} + generator() % 700}) {
      CAPTURE(batch);
      test::TileStore store;
      CHECK(test::grow(store, {}, leaves, batch) == expected);
      CHECK(store.values == whole.values);
    }
  }

  TEST_CASE("of the tiles that exist, only the right-edge tile of each level is written again") {
    test::TileStore store;
    Edge edge = test::grow(store, {}, test::test_leaves(66000), 512);
    std::vector<Digest> const batch = test::test_leaves(512);
    for (std::size_t count : {1U, 2U, 47U, 48U, 49U, 256U, 512U}) {
      CAPTURE(count);
      log::Growth const growth = log::append(edge, std::span(batch).first(count));
      std::set<TileId> written;
      for (log::Tile const& tile : growth.tiles) {
        CHECK(written.insert(tile.id).second);
        unsigned const width_before = log::tile_width(tile.id, 66000);
        CHECK(width_before < log::k_tile_width);
        CHECK(tile.hashes.size() == log::tile_width(tile.id, 66000 + count) * log::k_hash_bytes);
        if (width_before > 0) CHECK(tile.hashes.starts_with(store.values.at(tile.id)));
      }
      // Level 0 in any case; level 1 when one of its tiles became full (66,000 has 208 leaves in the last one).
      bool const reaches_level_1 = count >= 256 - 66000 % 256;
      CHECK(written.contains({1, 1}) == reaches_level_1);
      CHECK_FALSE(written.contains({2, 0}));
      CHECK(growth.tiles.size() <= 2 + count / 256 + 1);
    }
  }

  TEST_CASE("an empty batch changes nothing") {
    test::TileStore store;
    Edge const edge = test::grow(store, {}, test::test_leaves(300), 300);
    log::Growth const growth = log::append(edge, {});
    CHECK(growth.tiles.empty());
    CHECK(growth.edge == edge);
  }

  TEST_CASE("the edge loads from tiles as appending left it") {
    for (std::uint64_t size : {0U, 1U, 2U, 255U, 256U, 257U, 511U, 512U, 1000U, 65535U, 65536U, 65537U, 65792U}) {
      CAPTURE(size);
      test::TileStore store;
      Edge const edge = test::grow(store, {}, test::test_leaves(size), 512);
      auto const loaded = log::load_edge(size, store.reader());
      REQUIRE(loaded);
      CHECK(*loaded == edge);
    }
  }

  TEST_CASE("the edge of an older tree loads from newer tiles") {
    test::TileStore store;
    Edge const edge = test::grow(store, {}, test::test_leaves(700), 512);
    test::grow(store, edge, test::test_leaves(900), 512);
    auto const loaded = log::load_edge(700, store.reader());
    REQUIRE(loaded);
    CHECK(*loaded == edge);
  }

  TEST_CASE("an absent or short tile is an error") {
    test::TileStore store;
    test::grow(store, {}, test::test_leaves(300), 512);
    store.values.at({0, 1}).resize(43 * 32);
    CHECK(log::load_edge(300, store.reader()).error().code == Errc::corrupt);
    store.values.erase({0, 1});
    CHECK(log::load_edge(300, store.reader()).error().code == Errc::not_found);
  }
}
