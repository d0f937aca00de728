#pragma once
// RFC 6962 §2.1 as it is written there, over a list of leaf hashes: the oracle for everything that works on tiles.

#include <bit>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "protocol/log/hash.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::test {

/// Leaf number i of every test tree.
inline Digest test_leaf(std::uint64_t i) { return log::leaf_hash("leaf " + std::to_string(i)); }

inline std::vector<Digest> test_leaves(std::uint64_t size) {
  std::vector<Digest> leaves;
  for (std::uint64_t i = 0; i < size; ++i) leaves.push_back(test_leaf(i));
  return leaves;
}

/// Trees of all sizes up to the number of leaves. Remembers hashes of ranges, or small trees would take minutes.
class NaiveTree {
 public:
  explicit NaiveTree(std::vector<Digest> leaves) : leaves_(std::move(leaves)) {}

  Digest root(std::size_t size) { return mth(0, size); }
  log::Proof inclusion(std::size_t index, std::size_t size) { return path(index, 0, size); }
  log::Proof consistency(std::size_t old_size, std::size_t size) { return subproof(old_size, 0, size, true); }

 private:
  Digest mth(std::size_t begin, std::size_t end) {
    if (begin == end) return log::empty_root();
    if (end - begin == 1) return leaves_[begin];
    auto const known = hashes_.find({begin, end});
    if (known != hashes_.end()) return known->second;
    std::size_t const k = std::bit_floor(end - begin - 1);
    return hashes_[{begin, end}] = log::node_hash(mth(begin, begin + k), mth(begin + k, end));
  }

  log::Proof path(std::size_t m, std::size_t begin, std::size_t end) {
    if (end - begin == 1) return {};
    std::size_t const k = std::bit_floor(end - begin - 1);
    bool const left = m < k;
    log::Proof proof = left ? path(m, begin, begin + k) : path(m - k, begin + k, end);
    proof.push_back(left ? mth(begin + k, end) : mth(begin, begin + k));
    return proof;
  }

  log::Proof subproof(std::size_t m, std::size_t begin, std::size_t end, bool whole) {
    if (m == end - begin) return whole ? log::Proof{} : log::Proof{mth(begin, end)};
    std::size_t const k = std::bit_floor(end - begin - 1);
    bool const left = m <= k;
    log::Proof proof = left ? subproof(m, begin, begin + k, whole) : subproof(m - k, begin + k, end, false);
    proof.push_back(left ? mth(begin + k, end) : mth(begin, begin + k));
    return proof;
  }

  std::vector<Digest> leaves_;
  std::map<std::pair<std::size_t, std::size_t>, Digest> hashes_;
};

}
