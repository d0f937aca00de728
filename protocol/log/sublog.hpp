#pragma once
// The sub-log of a bureau: every item that it was entitled to, in order, as a chain of hashes whose head the log
// commits to with each checkpoint (docs/log.md, "Nothing was kept from me", docs/adr/0021). A bureau can prove from it
// that it has all its items and that none was put in later; it learns nothing of the sub-logs of others, not even
// whether they grew. Pure; any thread.

#include <array>
#include <cstdint>
#include <span>

#include "protocol/base/bytes.hpp"
#include "protocol/base/country.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::log {

/// How an entry concerns the bureau. The codes are part of what is hashed.
enum class SublogKind : std::uint8_t { document = 1, recall = 2 };

struct SublogItem {
  std::uint64_t position = 0;  // of the entry, in the log
  SublogKind kind = SublogKind::document;
  Digest leaf;  // hash of the entry: random bytes in it keep it from telling anything
  friend bool operator==(SublogItem const&, SublogItem const&) = default;
};

/// Of one bureau's items of one batch: SHA-256(each: position (8) ‖ kind (1) ‖ leaf hash (32)), in order of position.
[[nodiscard]] Digest batch_digest(std::span<SublogItem const> items);

struct SublogHead {
  std::uint64_t items = 0;  // in all
  Digest digest;            // 32 bytes of zero before the first item
  friend bool operator==(SublogHead const&, SublogHead const&) = default;
};

/// After a batch that has items for the bureau; one without leaves the head as it is. `at`: the position of the entry
/// that ends the batch. digest' = SHA-256(02 ‖ digest ‖ at (8) ‖ items of the batch (8) ‖ its digest).
[[nodiscard]] SublogHead advanced(SublogHead const& head, std::uint64_t at, std::uint64_t items, Digest const& batch);

/// The heads of all bureaus in one tree (RFC 6962) of 256 leaves, the bureau's slot being its place. A leaf is
/// blind ‖ country, two letters ‖ items (8) ‖ digest; of a slot without a country, nothing but 32 bytes of zero as its
/// hash. The blind is another one for each bureau and each batch: SHA-256(seed of the batch ‖ slot (1)).
using SublogHeads = std::array<SublogHead, CountrySet::k_slots>;

[[nodiscard]] Digest blind_of(Digest const& seed, CountryCode bureau);
[[nodiscard]] Digest heads_leaf(Digest const& blind, CountryCode bureau, SublogHead const& head);

class HeadsTree {
 public:
  HeadsTree(SublogHeads const& heads, Digest const& seed);

  [[nodiscard]] Digest root() const { return nodes_[1]; }
  /// The leaf's sibling first.
  [[nodiscard]] Proof path(CountryCode bureau) const;

 private:
  std::array<Digest, 2 * CountrySet::k_slots> nodes_;  // of node n the children are 2n and 2n + 1; the root is 1
};

/// That the tree with this root has this head of the bureau. Errors: Errc::proof_invalid.
[[nodiscard]] Result<> verify_head(SublogHead const& head, CountryCode bureau, Digest const& blind,
                                   std::span<Digest const> path, Digest const& root);

}
