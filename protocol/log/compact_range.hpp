#pragma once
// A tree by the roots of its perfect subtrees, at most 64 hashes: enough to append leaves and to know the root.
// A value; one thread at a time.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/hash.hpp"

namespace huecry::log {

class CompactRange {
 public:
  CompactRange() = default;

  /// From parts: one root for each set bit of size, largest subtree first. Errors: Errc::corrupt when the counts
  /// differ.
  [[nodiscard]] static Result<CompactRange> of(std::uint64_t size, std::vector<Digest> nodes);

  /// Appends a leaf hash. One node hash per leaf on average.
  void push(Digest const& leaf) {
    push(leaf, [](unsigned, Digest const&) {});
  }

  /// The same, and tells each node that became complete, from the leaf up: on_node(height, hash). size() counts the
  /// leaf already, so the node's index at its height is (size() >> height) - 1.
  template <class OnNode>
  void push(Digest const& leaf, OnNode on_node) {
    Digest node = leaf;
    unsigned height = 0;
    std::uint64_t const before = size_++;
    on_node(height, node);
    for (; (before >> height & 1U) != 0; on_node(height, node)) {
      node = node_hash(nodes_.back(), node);
      nodes_.pop_back();
      ++height;
    }
    nodes_.push_back(node);
  }

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] std::vector<Digest> const& nodes() const noexcept { return nodes_; }
  [[nodiscard]] Digest root() const;

  /// Stored form: size (8 bytes, big-endian), then the nodes, largest subtree first.
  [[nodiscard]] std::string serialise() const;
  /// Errors: Errc::corrupt.
  [[nodiscard]] static Result<CompactRange> parse(std::string_view bytes);

  friend bool operator==(CompactRange const&, CompactRange const&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> nodes_;  // largest subtree first; as many as size_ has set bits
};

}
