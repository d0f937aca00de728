#pragma once
// The view that fills the mailboxes: one row for each recipient of a delivery to few, one row in all of a delivery to
// many (architecture §3.2).

#include <string_view>
#include <vector>

#include "storage/journal/view.hpp"

namespace huecry::mailbox {

/// Each member finds a record once. One who is to get the document and a recall gets the document: a new version takes
/// the place of what it recalls. Entities have rows of their own, one each: their deliveries do not follow from those
/// of their bureau.
class MailboxView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "mailbox"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::mailbox}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override;
};

}
