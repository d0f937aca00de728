#include "protocol/log/compact_range.hpp"

#include <bit>

#include "protocol/log/tile.hpp"

namespace huecry::log {
namespace {

constexpr std::size_t k_size_bytes = 8;

std::uint64_t read_u64(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < k_size_bytes; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

void append_u64(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

}

Result<CompactRange> CompactRange::of(std::uint64_t size, std::vector<Digest> nodes) {
  if (nodes.size() != static_cast<std::size_t>(std::popcount(size))) {
    return Error(Errc::corrupt, "compact range: number of nodes does not fit the size");
  }
  CompactRange range;
  range.size_ = size;
  range.nodes_ = std::move(nodes);
  return range;
}

Digest CompactRange::root() const {
  if (nodes_.empty()) return empty_root();
  Digest root = nodes_.back();
  for (auto node = nodes_.rbegin() + 1; node != nodes_.rend(); ++node) root = node_hash(*node, root);
  return root;
}

std::string CompactRange::serialise() const {
  std::string out;
  out.reserve(k_size_bytes + nodes_.size() * k_hash_bytes);
  append_u64(out, size_);
  for (Digest const& node : nodes_) out.append(as_text(node.view()));
  return out;
}

Result<CompactRange> CompactRange::parse(std::string_view bytes) {
  if (bytes.size() < k_size_bytes || (bytes.size() - k_size_bytes) % k_hash_bytes != 0) {
    return Error(Errc::corrupt, "compact range: impossible length");
  }
  std::string_view const hashes = bytes.substr(k_size_bytes);
  std::vector<Digest> nodes(hashes.size() / k_hash_bytes);
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i] = hash_at(hashes, i);
  return of(read_u64(bytes), std::move(nodes));
}

}
