#pragma once
// Reading messages: one by its name, those of a member, those of a conversation. Only who has sent or was sent one may
// be told of it: the caller sees to that. Reads only; any thread, on any Reader. Errors of all: Errc::corrupt, io.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::messages {

struct Entered {
  journal::Position position = 0;
  UnixMillis time{};
};

struct Row {
  documents::MessageEnvelope envelope;  // without digests of what is sealed
  Entered entered;
  Digest object;  // of the signed envelope

  /// Sent it, or was sent it.
  [[nodiscard]] bool concerns(CountryCode member) const noexcept;
};

/// What a recipient has said of it, the first time.
struct Heard {
  CountryCode recipient;
  documents::EvidenceKind kind{};
  Entered entered;
};

/// nullopt: there is no such message.
[[nodiscard]] Result<std::optional<Row>> message_named(kv::Reader const& state, CountryCode from, std::string_view id);
[[nodiscard]] Result<Row> message_at(kv::Reader const& state, journal::Position position);
[[nodiscard]] Result<std::vector<Heard>> heard_of(kv::Reader const& state, journal::Position message);

struct Filter {
  std::optional<std::string> conversation;
  std::optional<documents::MessageAct> act;
  bool open = false;                   // requests of which an answer is awaited, from the member or by it
  std::optional<UnixSeconds> overdue;  // what is awaited was due before then
};
struct Page {
  std::vector<Row> rows;                  // newest first
  std::optional<journal::Position> next;  // the next page's `before`; nullopt: that was the last page
};
/// Of a member. Looks at `rows_max` rows at most.
[[nodiscard]] Result<Page> list(kv::Reader const& state, CountryCode member, Filter const& filter,
                                std::optional<journal::Position> before, std::size_t items_max, std::size_t rows_max);

struct Hurried {
  std::vector<journal::Position> messages;  // the oldest first
  bool more = false;
};
/// Flash or urgent messages that the member was sent after a position (nullopt: from the beginning). REQUIRES: not
/// routine.
[[nodiscard]] Result<Hurried> hurried(kv::Reader const& state, CountryCode member, documents::Urgency urgency,
                                      std::optional<journal::Position> after, std::size_t messages_max);

/// One of the messages that refer to this attachment of that sender, the newest first, is such; looks at so many.
[[nodiscard]] Result<bool> any_referring(kv::Reader const& state, CountryCode sender, Digest const& attachment,
                                         std::size_t rows_max, std::function<bool(Row const&)> const& holds);

/// Those that expire until then, the oldest first.
[[nodiscard]] Result<std::vector<journal::Position>> due(kv::Reader const& state, UnixSeconds until,
                                                         std::size_t rows_max);
/// It has not been said yet that it has expired.
[[nodiscard]] Result<bool> is_due(kv::Reader const& state, Row const& row);

struct Expired {
  journal::Position at = 0;  // the hub's entry that says so
  journal::Position of = 0;
};
/// From this position on, the oldest first.
[[nodiscard]] Result<std::vector<Expired>> expired(kv::Reader const& state, journal::Position from,
                                                   std::size_t rows_max);

/// It has sent, or was sent, a message of this conversation.
[[nodiscard]] Result<bool> takes_part(kv::Reader const& state, CountryCode member, std::string_view conversation);

[[nodiscard]] std::string encode(Row const& row);
[[nodiscard]] Result<Row> decode_row(std::string_view value);

}
