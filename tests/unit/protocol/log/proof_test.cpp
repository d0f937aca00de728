#include "protocol/log/proof.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/support/seed.hpp"
#include "tests/unit/protocol/log/naive_tree.hpp"
#include "tests/unit/protocol/log/tile_store.hpp"

using namespace huecry;
using log::Proof;
using log::Prover;
using log::TreeHead;

namespace {

constexpr std::size_t k_small = 300;

struct SmallTrees {
  SmallTrees() : naive(test::test_leaves(k_small)) { test::grow(store, {}, test::test_leaves(k_small), 64); }
  test::NaiveTree naive;
  test::TileStore store;
};

/// Every proof that differs from this one by one bit, one hash more, one fewer, or two swapped.
std::vector<Proof> mutations(Proof const& proof) {
  std::vector<Proof> out;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    out.push_back(proof);
    out.back()[i].bytes[i % 32] ^= 1;
    out.push_back(proof);
    out.back().erase(out.back().begin() + static_cast<std::ptrdiff_t>(i));
    if (i == 0) continue;
    out.push_back(proof);
    std::swap(out.back()[i - 1], out.back()[i]);
  }
  out.push_back(proof);
  out.back().push_back(Digest{});
  out.push_back(proof);
  out.back().insert(out.back().begin(), Digest{});
  return out;
}

Digest flipped(Digest digest) {
  digest.bytes[31] ^= 0x80;
  return digest;
}

}

TEST_SUITE("protocol/log proof") {
  TEST_CASE("every leaf of every tree up to 300 is proven, by the same bytes from tiles and from the list of leaves") {
    SmallTrees trees;
    for (std::size_t size = 1; size <= k_small; ++size) {
      CAPTURE(size);
      Prover prover(size, trees.store.reader());
      Digest const root = trees.naive.root(size);
      REQUIRE(*prover.root() == root);
      for (std::size_t index = 0; index < size; ++index) {
        CAPTURE(index);
        auto const proof = prover.inclusion(index);
        // One check for each of 45,150 proofs: doctest's own cost would be most of the time.
        REQUIRE((proof && *proof == trees.naive.inclusion(index, size) &&
                 log::verify_inclusion(index, size, test::test_leaf(index), *proof, root)));
      }
    }
  }

  TEST_CASE("every tree up to 300 continues every smaller one, by the same bytes from tiles and from the leaves") {
    SmallTrees trees;
    for (std::size_t size = 1; size <= k_small; ++size) {
      CAPTURE(size);
      Prover prover(size, trees.store.reader());
      TreeHead const newer{size, trees.naive.root(size)};
      for (std::size_t old_size = 1; old_size <= size; ++old_size) {
        CAPTURE(old_size);
        auto const proof = prover.consistency(old_size);
        REQUIRE((proof && *proof == trees.naive.consistency(old_size, size) &&
                 log::verify_consistency({old_size, trees.naive.root(old_size)}, newer, *proof)));
      }
    }
  }

  TEST_CASE("sizes around powers of two and of 256 are proven from tiles") {
    HUECRY_SEEDED;
    auto generator = test::generator("proof sizes");
    std::vector<Digest> const leaves = test::test_leaves(70000);
    test::NaiveTree naive(leaves);
    test::TileStore store;
    test::grow(store, {}, leaves, 512);
    for (std::size_t size : {511U, 512U, 513U, 1023U, 1024U, 1025U, 4095U, 4096U, 4097U, 65279U, 65280U, 65281U, 65535U,
                             65536U, 65537U, 65791U, 65792U, 65793U, 70000U}) {
      CAPTURE(size);
      Prover prover(size, store.reader());
      TreeHead const head{size, naive.root(size)};
      for (std::size_t index :
           {std::size_t{0}, std::size_t{255}, std::size_t{256}, size / 2, size - 2, size - 1, generator() % size}) {
        CAPTURE(index);
        auto const proof = prover.inclusion(index);
        REQUIRE(proof);
        REQUIRE(*proof == naive.inclusion(index, size));
        REQUIRE(log::verify_inclusion(index, size, leaves[index], *proof, head.root));
        std::size_t const old_size = index + 1;
        auto const consistency = prover.consistency(old_size);
        REQUIRE(consistency);
        REQUIRE(*consistency == naive.consistency(old_size, size));
        REQUIRE(log::verify_consistency({old_size, naive.root(old_size)}, head, *consistency));
      }
    }
  }

  TEST_CASE("no changed inclusion proof holds") {
    SmallTrees trees;
    for (std::size_t size : {1U, 2U, 3U, 4U, 7U, 8U, 9U, 31U, 100U, 255U, 256U, 257U, 300U}) {
      Prover prover(size, trees.store.reader());
      Digest const root = trees.naive.root(size);
      for (std::size_t index = 0; index < size; index += 1 + size / 9) {
        CAPTURE(size);
        CAPTURE(index);
        Proof const proof = *prover.inclusion(index);
        Digest const leaf = test::test_leaf(index);
        REQUIRE(log::verify_inclusion(index, size, leaf, proof, root));
        for (Proof const& changed : mutations(proof)) {
          CHECK_FALSE(log::verify_inclusion(index, size, leaf, changed, root));
        }
        CHECK_FALSE(log::verify_inclusion(index, size, flipped(leaf), proof, root));
        CHECK_FALSE(log::verify_inclusion(index, size, leaf, proof, flipped(root)));
        for (std::size_t other = 0; other < size; ++other) {
          if (other != index) CHECK_FALSE(log::verify_inclusion(other, size, leaf, proof, root));
        }
      }
    }
  }

  TEST_CASE("no changed consistency proof holds") {
    SmallTrees trees;
    for (std::size_t size : {2U, 3U, 4U, 7U, 8U, 9U, 31U, 100U, 255U, 256U, 257U, 300U}) {
      Prover prover(size, trees.store.reader());
      TreeHead const newer{size, trees.naive.root(size)};
      for (std::size_t old_size = 1; old_size < size; old_size += 1 + size / 9) {
        CAPTURE(size);
        CAPTURE(old_size);
        Proof const proof = *prover.consistency(old_size);
        TreeHead const older{old_size, trees.naive.root(old_size)};
        REQUIRE(log::verify_consistency(older, newer, proof));
        for (Proof const& changed : mutations(proof)) CHECK_FALSE(log::verify_consistency(older, newer, changed));
        CHECK_FALSE(log::verify_consistency({older.size, flipped(older.root)}, newer, proof));
        CHECK_FALSE(log::verify_consistency(older, {newer.size, flipped(newer.root)}, proof));
        CHECK_FALSE(log::verify_consistency(newer, older, proof));
      }
    }
  }

  TEST_CASE("sizes and indexes that no proof can be for are refused") {
    Digest const leaf = test::test_leaf(0);
    CHECK(log::verify_inclusion(0, 1, leaf, {}, leaf));
    CHECK(log::verify_inclusion(0, 0, leaf, {}, leaf).error().code == Errc::proof_invalid);
    CHECK(log::verify_inclusion(1, 1, leaf, {}, leaf).error().code == Errc::proof_invalid);
    CHECK(log::verify_inclusion(UINT64_MAX, UINT64_MAX, leaf, {}, leaf).error().code == Errc::proof_invalid);
    // The largest tree has 64 levels: shifting by 64 must not be relied upon.
    CHECK_FALSE(log::verify_inclusion(0, UINT64_MAX, leaf, Proof(64), leaf));
    CHECK_FALSE(log::verify_inclusion(UINT64_MAX - 1, UINT64_MAX, leaf, Proof(64), leaf));

    TreeHead const one{1, leaf};
    CHECK(log::verify_consistency(one, one, {}));
    CHECK_FALSE(log::verify_consistency(one, one, Proof(1)));
    CHECK_FALSE(log::verify_consistency(one, {1, flipped(leaf)}, {}));
    CHECK_FALSE(log::verify_consistency({0, log::empty_root()}, {0, log::empty_root()}, {}));
    CHECK_FALSE(log::verify_consistency({0, log::empty_root()}, one, {}));
    CHECK_FALSE(log::verify_consistency({UINT64_MAX - 1, leaf}, {UINT64_MAX, leaf}, Proof(64)));
    CHECK_FALSE(log::verify_consistency({1, leaf}, {UINT64_MAX, leaf}, Proof(64)));
  }

  TEST_CASE("a prover that follows the log proves the same as a fresh one") {
    HUECRY_SEEDED;
    auto generator = test::generator("prover grows");
    std::vector<Digest> const leaves = test::test_leaves(9000);
    test::NaiveTree naive(leaves);
    test::TileStore store;
    test::grow(store, {}, leaves, 512);
    Prover prover(1, store.reader());
    for (std::size_t size = 1; size <= leaves.size(); size += 1 + generator() % 300) {
      CAPTURE(size);
      prover.grow(size);
      for (std::size_t index : {std::size_t{0}, size - 1, size / 2, generator() % size}) {
        CAPTURE(index);
        auto const proof = prover.inclusion(index);
        REQUIRE(proof);
        REQUIRE(*proof == naive.inclusion(index, size));
        REQUIRE(*prover.consistency(index + 1) == naive.consistency(index + 1, size));
      }
      REQUIRE(*prover.root() == naive.root(size));
    }
  }

  TEST_CASE("a prover refuses what is outside its tree") {
    SmallTrees trees;
    Prover prover(300, trees.store.reader());
    CHECK(prover.inclusion(299));
    CHECK(prover.inclusion(300).error().code == Errc::parameter_invalid);
    CHECK(prover.consistency(300));
    CHECK(prover.consistency(301).error().code == Errc::parameter_invalid);
    CHECK(prover.consistency(0).error().code == Errc::parameter_invalid);
    Prover empty(0, trees.store.reader());
    CHECK(*empty.root() == log::empty_root());
    CHECK(empty.inclusion(0).error().code == Errc::parameter_invalid);
  }

  TEST_CASE("an absent or short tile is an error, and a later try with the tile succeeds") {
    SmallTrees trees;
    std::string const whole = trees.store.values.at({0, 0});
    Prover prover(300, trees.store.reader());
    trees.store.values.at({0, 0}).resize(255 * 32);
    CHECK(prover.inclusion(7).error().code == Errc::corrupt);
    trees.store.values.erase({0, 0});
    CHECK(prover.inclusion(7).error().code == Errc::not_found);
    trees.store.values[{0, 0}] = whole;
    CHECK(*prover.inclusion(7) == trees.naive.inclusion(7, 300));
  }

  TEST_CASE("a prover reads each tile once for neighbouring leaves") {
    SmallTrees trees;
    std::size_t reads = 0;
    log::TileReader const counting = [&, inner = trees.store.reader()](log::TileId id) {
      ++reads;
      return inner(id);
    };
    Prover prover(300, counting);
    for (std::uint64_t index = 256; index < 300; ++index) REQUIRE(prover.inclusion(index));
    CHECK(reads == 2);  // the last tile of level 0, and level 1 for the root of the first
  }
}
