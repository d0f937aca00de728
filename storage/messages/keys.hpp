#pragma once
// The keys of the rows of messages (docs/storage.md). A message is known by the position of its entry. Pure; any
// thread.

#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::messages {

/// value: the position of the message with this name.
[[nodiscard]] std::string name_key(CountryCode from, std::string_view id);
[[nodiscard]] std::string message_key(journal::Position message);
/// value: the entry in which the recipient said that of it, and when.
[[nodiscard]] std::string heard_key(journal::Position message, CountryCode recipient, documents::EvidenceKind kind);
[[nodiscard]] kv::Range heard_range(journal::Position message);
/// No value: the member has sent it or was sent it.
[[nodiscard]] std::string list_key(CountryCode member, journal::Position message);
/// Those before a position; nullopt: all. The newest first.
[[nodiscard]] kv::Range list_range(CountryCode member, std::optional<journal::Position> before);
[[nodiscard]] std::string conversation_key(CountryCode member, std::string_view conversation,
                                           journal::Position message);
/// No value: the member was sent it, and it is flash or urgent.
[[nodiscard]] std::string hurried_key(CountryCode member, documents::Urgency urgency, journal::Position message);
/// From a position on, the oldest first.
[[nodiscard]] kv::Range hurried_range(CountryCode member, documents::Urgency urgency, journal::Position from);
/// One who probes, and one who probes another (canary.hpp).
[[nodiscard]] std::string participant_key(CountryCode member);
[[nodiscard]] kv::Range participant_range();
[[nodiscard]] std::string pair_key(CountryCode from, CountryCode to);
[[nodiscard]] kv::Range pair_range(std::optional<CountryCode> from);
/// No value: a request between the two, whoever asks, has this keyed hash (similar.hpp).
[[nodiscard]] std::string hint_key(CountryCode one, CountryCode other, Digest const& tag, journal::Position request);
/// Before a position, newest first.
[[nodiscard]] kv::Range hint_range(CountryCode one, CountryCode other, Digest const& tag, journal::Position before);
[[nodiscard]] journal::Position hint_position(std::string_view key);
/// No value: the message refers to the sender's attachment.
[[nodiscard]] std::string attachment_key(CountryCode sender, Digest const& attachment, journal::Position message);
[[nodiscard]] kv::Range attachment_range(CountryCode sender, Digest const& attachment);
/// No value: the message expires then.
[[nodiscard]] std::string due_key(UnixSeconds expires, journal::Position message);
[[nodiscard]] kv::Range due_range(UnixSeconds until);
/// value: the position of the message that the entry says has expired.
[[nodiscard]] std::string expired_key(journal::Position entry);
[[nodiscard]] kv::Range expired_range(journal::Position from);
/// value: what that bureau owes of the request.
[[nodiscard]] std::string asked_key(journal::Position request, CountryCode by);
[[nodiscard]] kv::Range asked_range(journal::Position request);
/// Of all requests before a position, the newest first.
[[nodiscard]] kv::Range all_asked_range(std::optional<journal::Position> before);
/// No value: then the hub must say that nothing has come from that bureau.
struct OverdueName {
  journal::Position request = 0;
  CountryCode by;
};
[[nodiscard]] std::string overdue_key(UnixSeconds due, OverdueName const& name);
[[nodiscard]] kv::Range overdue_range(UnixSeconds until);
/// Errors: Errc::corrupt.
[[nodiscard]] Result<OverdueName> overdue_name(std::string_view key);
[[nodiscard]] kv::Range conversation_range(CountryCode member, std::string_view conversation,
                                           std::optional<journal::Position> before);

}
