#pragma once
// One group commit while it is gathered: each proposal settled against all before it, its rows in one transaction.
// Committer thread.

#include <cstddef>
#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/log.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "storage/journal/closer.hpp"
#include "storage/journal/detail/head.hpp"
#include "storage/journal/journal.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal::detail {

/// What a batch is made with; all of it outlives the batch.
struct Tools {
  Clock const& clock;
  Random& random;
  Log& log;
  std::vector<View*> const& views;
  Closer* closer;  // none: batches end with what was proposed last
};

/// Where a proposal ended up: a new entry, or the one that was there first (then only `position` counts).
struct Placed {
  Position position = 0;
  UnixMillis received{};
  std::string leaf;
  std::vector<Delivery> deliveries;
  bool duplicate = false;
};

class Batch {
 public:
  /// `transaction` outlives the batch.
  Batch(Tools tools, Head head, kv::Transaction& transaction)
      : tools_(tools), head_(std::move(head)), transaction_(transaction) {}

  /// Settles and enters. On an error nothing of the record remains in the transaction.
  [[nodiscard]] Result<Placed> add(Proposal proposal);

  [[nodiscard]] std::size_t entries() const { return leaves_.size(); }
  [[nodiscard]] std::size_t bytes() const { return transaction_.bytes(); }
  /// Of all entries so far.
  [[nodiscard]] CountrySet const& recipients() const { return recipients_; }

  /// Ends the batch with the closer's entry. REQUIRES: entries() != 0. After an error the transaction is of no use.
  Result<> close();

  /// Writes what covers the new entries, and returns the head after them.
  [[nodiscard]] Head finish();

 private:
  [[nodiscard]] Position next() const { return head_.size() + leaves_.size(); }
  Result<std::optional<Position>> settle(Proposal& proposal);
  /// Seals the record, writes all its rows and returns its leaf; or writes nothing.
  Result<std::string> enter(Record& record);
  Result<std::string> write(Record const& record);
  void keep_shared(Record const& record, Digest const& leaf);
  template <class Step>
  auto guarded(Step step) -> decltype(step());
  [[nodiscard]] std::string make_leaf(Record const& record);

  Tools tools_;
  Head head_;  // before the batch, but for the time
  kv::Transaction& transaction_;
  std::vector<Digest> leaves_;
  std::vector<Shared> shared_;
  CountrySet recipients_;
};

/// The time of an entry: now, but after the previous entry's (signing.md §4.4: max(now, previous + 1 ms)). When entries
/// come faster than one per millisecond for long, that rule alone would run away from the clock, so the lead is
/// bounded; beyond it entries share their millisecond, and position is the order. Never earlier than the previous.
[[nodiscard]] UnixMillis next_received(UnixMillis now, UnixMillis previous);

}
