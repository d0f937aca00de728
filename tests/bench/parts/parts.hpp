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
/// Growing a log of so many entries in batches of several sizes, with the proof of each new leaf; receipts; an audit.
/// CPU.
[[nodiscard]] json::Json log_costs(std::uint64_t entries);
/// A synced write of one file block, and of a RocksDB batch as one notice and as a full group commit make it.
[[nodiscard]] json::Json synced_writes(Seconds time, std::filesystem::path const& directory,
                                       std::size_t document_bytes);

/// A server of server/net that does nothing: mutual TLS with the federation's certificates, and an answer of constant
/// text. Says its port on standard output; runs until standard input ends.
void serve_bare(std::filesystem::path const& federation, std::size_t answer_bytes);

struct Simulation {
  std::filesystem::path federation;
  std::uint64_t notices = 0;
  std::uint64_t seed = 0;
};

/// Five years of all bureaus of a federation, on a store of its own in the folder for temporary files.
[[nodiscard]] json::Json five_years(Simulation const& simulation);

struct Filling {
  std::filesystem::path config;  // of the hub whose store it is
  std::uint64_t entries = 0;     // live notices
  std::size_t document_bytes = 0;
  std::size_t members = 0;
  bool policies = false;  // with a thousand rules for each member, which decide about the notices
};

/// Fills a store through its journal, then ends without closing it, as a crash would.
[[noreturn]] void fill_and_crash(Filling const& filling);

}
