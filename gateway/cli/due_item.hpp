#pragma once
// An item of the inbox, held against what the log has committed to for the same place. Pure; any thread. Input: the
// hub's.

#include <string>

#include "protocol/json/json_fwd.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/log/sublog.hpp"

namespace huecry::cli {

struct DueItem {
  log::SublogKind kind = log::SublogKind::document;
  log::Leaf leaf;  // of the entry, whose hash is in the sub-log
};

/// Why the item is not the one that is due; empty: it is. Where the entry is a document, the item must bring that very
/// document; what the hub says beside one (a reminder, that another has a hit) must be of an entry that can say so.
[[nodiscard]] std::string fault_of(DueItem const& due, json::Json const& item);

}
