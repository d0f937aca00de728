#pragma once
// The hashes of the log's tree (RFC 6962 §2.1). Leaf and node have their own first byte, so that no entry can pass for
// a node. Pure; any thread.

#include <string_view>

#include "protocol/base/bytes.hpp"

namespace huecry::log {

/// SHA-256(00 ‖ entry).
[[nodiscard]] Digest leaf_hash(ByteView entry);
[[nodiscard]] inline Digest leaf_hash(std::string_view entry) { return leaf_hash(as_bytes(entry)); }

/// SHA-256(01 ‖ left ‖ right).
[[nodiscard]] Digest node_hash(Digest const& left, Digest const& right);

/// The root of the tree without leaves, SHA-256("").
[[nodiscard]] Digest empty_root();

}
