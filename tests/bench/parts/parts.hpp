#pragma once
// The physical parts of a notice's way, each alone, and the pieces that the scenarios need beside a hub.

#include <cstdint>
#include <filesystem>

#include "protocol/json/json.hpp"
#include "tests/bench/measure/meters.hpp"

namespace huecry::bench {

/// ES256 over a document of this size, hashing included.
[[nodiscard]] json::Json signatures(Seconds time, std::size_t document_bytes);
/// The release decision for every country of the table, with few and with many exclusions, and its stored form.
[[nodiscard]] json::Json release(Seconds time);
/// A synced write of one file block, and of a RocksDB batch as one notice and as a full group commit make it.
[[nodiscard]] json::Json synced_writes(Seconds time, std::filesystem::path const& directory,
                                       std::size_t document_bytes);

/// A server of server/net that does nothing: mutual TLS with the federation's certificates, and an answer of constant
/// text. Says its port on standard output; runs until standard input ends.
void serve_bare(std::filesystem::path const& federation, std::size_t answer_bytes);

/// Fills the store of this hub configuration through its journal, then ends without closing it, as a crash would.
[[noreturn]] void fill_and_crash(std::filesystem::path const& config, std::uint64_t entries,
                                 std::size_t document_bytes);

}
