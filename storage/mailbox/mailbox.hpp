#pragma once
// Reading a mailbox. A member's: its direct mail and its share of the broadcast list, merged by position (architecture
// §3.2). Whether an item may still be delivered is decided again by the caller. Any thread, on any Reader. Rows:
// docs/storage.md.

#include <cstddef>
#include <optional>
#include <vector>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::mailbox {

struct Item {
  journal::Position position = 0;
  journal::DeliveryKind kind = journal::DeliveryKind::document;
  friend bool operator==(Item const&, Item const&) = default;
};

struct Page {
  std::vector<Item> items;                   // in order of position, at most one for each position
  std::optional<journal::Position> reached;  // the next page's `after`: all up to here was looked at
  bool more = false;                         // rows are left that were not looked at; they may be for others
};

/// What the member was sent after a position (nullopt: from the beginning), at most `limit` items. Looks at no more
/// than limits::broadcast_scan_rows_max rows of the broadcast list: a page may be empty and still move the cursor on.
/// Errors: Errc::corrupt, io.
[[nodiscard]] Result<Page> read(kv::Reader const& state, CountryCode member, std::optional<journal::Position> after,
                                std::size_t limit);

/// What an entity was sent: its own rows alone, whatever its bureau was sent.
[[nodiscard]] Result<Page> read(kv::Reader const& state, journal::Entity const& entity,
                                std::optional<journal::Position> after, std::size_t limit);

/// The position of the member's newest item; nullopt if it has none. Bounded like read: when that many broadcasts went
/// by without the member, it is a later position instead, and still nothing for the member lies after it.
/// Errors: Errc::corrupt, io.
[[nodiscard]] Result<std::optional<journal::Position>> head(kv::Reader const& state, CountryCode member);

}
