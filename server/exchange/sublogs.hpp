#pragma once
// What a bureau needs to see that nothing was kept from it: the items it was entitled to, as they are in its sub-log,
// and the proof that the log commits to their head (protocol/log/sublog.hpp, docs/log.md). Any thread that may block.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/log/receipt.hpp"
#include "protocol/log/sublog.hpp"
#include "server/exchange/reader.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

/// Whether the inbox has the item now: "shown"; "barred" by policy or suspension since; "over": recalled, replaced, or
/// settled since; "damaged": the hub cannot read it any more.
struct SublogEntry {
  log::SublogItem item;
  std::string leaf;             // the entry itself; only of what is shown
  journal::Position batch = 0;  // the entry that ended its batch
  std::string_view standing;
};

struct SublogPage {
  std::vector<SublogEntry> entries;
  std::optional<journal::Position> next;  // everything up to here was looked at
  bool more = false;
};

/// Of a bureau, after a position (nullopt: from the beginning); ends where an inbox page would be full. REQUIRES: the
/// reader is no entity. Errors: peer_suspended, corrupt, io.
[[nodiscard]] Result<SublogPage> read_sublog(Services const& services, Reader const& reader,
                                             std::optional<journal::Position> after, std::size_t items_max);

struct ProvenHead {
  log::SublogHead head;
  Digest blind;
  log::Proof path;       // to the object of the entry
  log::Receipt receipt;  // of the entry that commits to it, the last one of the newest checkpoint
};

/// Waits while a checkpoint is being written. Errors: not_found before the first batch; those of Journal::probe;
/// corrupt, io.
[[nodiscard]] Result<ProvenHead> prove_head(Services const& services, CountryCode bureau);

}
