// Merkle proofs (transparency-dev/merkle @ 417fb0c, testdata/): upstream's verdict on each, and the known hashes.

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/proof.hpp"
#include "tests/conformance/vectors.hpp"

using namespace huecry;
using nlohmann::json;

namespace {

/// Empty for anything but 32 bytes: the type of a hash leaves no room for the suite's shorter ones.
std::optional<Digest> hash_of(json const& text) {
  auto const bytes = base64_decode(text.get<std::string>());
  Digest digest;
  if (!bytes || bytes->size() != digest.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, digest.bytes.begin());
  return digest;
}

std::optional<log::Proof> proof_of(json const& hashes) {
  log::Proof proof;
  if (hashes.is_null()) return proof;
  for (json const& text : hashes) {
    auto const hash = hash_of(text);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

enum class Verdict { accepted, wrong_length, rejected };

Verdict inclusion(json const& row) {
  auto const root = hash_of(row.at("root"));
  auto const leaf = hash_of(row.at("leafHash"));
  auto const proof = proof_of(row.at("proof"));
  if (!root || !leaf || !proof) return Verdict::wrong_length;
  auto const index = row.at("leafIdx").get<std::uint64_t>();
  auto const size = row.at("treeSize").get<std::uint64_t>();
  return log::verify_inclusion(index, size, *leaf, *proof, *root) ? Verdict::accepted : Verdict::rejected;
}

Verdict consistency(json const& row) {
  auto const root1 = hash_of(row.at("root1"));
  auto const root2 = hash_of(row.at("root2"));
  auto const proof = proof_of(row.at("proof"));
  if (!root1 || !root2 || !proof) return Verdict::wrong_length;
  log::TreeHead const older{row.at("size1").get<std::uint64_t>(), *root1};
  log::TreeHead const newer{row.at("size2").get<std::uint64_t>(), *root2};
  return log::verify_consistency(older, newer, *proof) ? Verdict::accepted : Verdict::rejected;
}

struct Counts {
  std::size_t accepted = 0, wrong_length = 0, rejected = 0;
  friend bool operator==(Counts const&, Counts const&) = default;
};

Counts run(json const& suite, Verdict (*verdict_on)(json const&)) {
  Counts counts;
  for (auto const& [name, row] : suite.items()) {
    CAPTURE(name);
    Verdict const verdict = verdict_on(row);
    CHECK((verdict == Verdict::accepted) == !row.at("wantErr").get<bool>());
    counts.accepted += verdict == Verdict::accepted ? 1U : 0U;
    counts.wrong_length += verdict == Verdict::wrong_length ? 1U : 0U;
    counts.rejected += verdict == Verdict::rejected ? 1U : 0U;
  }
  return counts;
}

std::string hex(Digest const& digest) { return hex_encode(digest.view()); }

}

TEST_SUITE("conformance merkle") {
  TEST_CASE("inclusion: 98 proofs, 6 good") {
    HUECRY_NEEDS_VECTORS;
    CHECK(run(test::load_vector("merkle/inclusion.json"), inclusion) == Counts{6, 26, 66});
  }

  // Upstream's sixth good one has roots of 12 bytes, only equal to each other; here a hash has 32 bytes or is none.
  TEST_CASE("consistency: 98 proofs, 6 good, one of them with roots that are no hashes") {
    HUECRY_NEEDS_VECTORS;
    json suite = test::load_vector("merkle/consistency.json");
    json& row = suite.at("additional/sizes-are-equal-one-and-proof-is-empty.json");
    REQUIRE(row.at("root1") == row.at("root2"));
    CHECK(consistency(row) == Verdict::wrong_length);
    row["root1"] = row["root2"] = base64_encode(log::leaf_hash("a leaf").view());
    CHECK(run(suite, consistency) == Counts{6, 26, 66});
  }

  TEST_CASE("two empty trees are not proven consistent, though their roots are equal") {
    HUECRY_NEEDS_VECTORS;
    json const suite = test::load_vector("merkle/consistency.json");
    json const& row = suite.at("additional/sizes-are-equal-zero-and-proof-is-empty.json");
    CHECK(row.at("size1") == 0);
    CHECK(consistency(row) != Verdict::accepted);
    log::TreeHead const empty{0, log::empty_root()};
    CHECK_FALSE(log::verify_consistency(empty, empty, {}));
  }

  TEST_CASE("the hashes are upstream's") {
    CHECK(hex(log::empty_root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(log::leaf_hash("")) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    CHECK(hex(log::leaf_hash("L123456")) == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  }
}
