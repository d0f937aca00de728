#pragma once
// What is derived from the journal: mailboxes, indexes, status. Each view is a function of the records alone, in their
// order.

#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal {

/// Committer thread only. A view keeps no state of its own: after a failed commit nothing of it may remain.
/// It reads and writes only the families it owns, and no clock, so that a rebuild from the journal gives the same rows.
class View {
 public:
  virtual ~View() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// The families whose rows are this view's alone.
  [[nodiscard]] virtual std::vector<kv::Family> families() const = 0;
  /// Adds the record's rows. On an error the record is refused and all its rows are undone.
  virtual Result<> apply(Record const& record, kv::Transaction& transaction) = 0;
};

}
