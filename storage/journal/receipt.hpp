#pragma once
// What a submitter gets, and what Settle decides. Pure values; any thread.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/clock.hpp"
#include "storage/journal/record.hpp"

namespace huecry::journal {

/// The proof that the document is in the journal. The same submission always gets the same receipt, but for
/// `duplicate`.
struct Receipt {
  Position position = 0;
  UnixMillis received{};
  std::string leaf;                  // the bytes that were hashed
  std::string checkpoint;            // the first signed note that covers the leaf
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
