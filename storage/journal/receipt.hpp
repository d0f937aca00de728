#pragma once
// What a submitter gets, and what Settle decides. Pure values; any thread.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/log/receipt.hpp"
#include "storage/journal/record.hpp"

namespace huecry::journal {

/// The proof that the document is in the journal. Of a duplicate the committer tells the position alone: reading the
/// rest (receipt_of, the same as the first time) is work for the thread of whoever asks.
struct Receipt {
  Position position = 0;
  UnixMillis received{};
  log::Receipt proof;                // that the leaf is in the tree of the first checkpoint that covers it
  std::vector<Delivery> deliveries;  // who finds it in the mailbox, as it was settled
  bool duplicate = false;
  friend bool operator==(Receipt const&, Receipt const&) = default;
};

/// The record enters, or it is there already.
struct Settled {
  std::optional<Position> duplicate_of;

  [[nodiscard]] static Settled proceed() { return {}; }
  [[nodiscard]] static Settled duplicate(Position first) { return {first}; }
};

}
