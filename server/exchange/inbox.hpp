#pragma once
// What a bureau or an entity finds in its inbox, decided again at the moment of delivery: an item that was stored for
// it is withheld when its country is suspended, when policy now denies it, or when it was recalled meanwhile.
// docs/protocol.md §3.

#include <optional>
#include <string>
#include <vector>

#include "protocol/documents/message_envelope.hpp"
#include "server/exchange/reader.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

struct InboxItem {
  journal::Position position = 0;
  std::string kind;  // "notice", "update", "recall", …, "damaged"
  std::string json;  // the item as the wire has it
};

struct InboxPage {
  std::vector<InboxItem> items;
  std::optional<journal::Position> next;  // the cursor: everything up to here was looked at
  bool more = false;
};

struct InboxQuestion {
  std::optional<journal::Position> after;  // nullopt: from the beginning
  std::size_t items_max = 1;
  std::optional<documents::Urgency> urgency;  // messages of this urgency alone: flash or urgent
};

/// Any thread that may block on reads.
class Inbox {
 public:
  explicit Inbox(Services const& services) : services_(services) {}

  /// At most `items_max`, and about limits::inbox_page_bytes_max bytes. Errors: peer_suspended, corrupt, io.
  [[nodiscard]] Result<InboxPage> read(Reader const& reader, InboxQuestion const& question) const;

 private:
  Services const& services_;
};

}
