#pragma once
// What sending and opening messages has in common: the connection, who may sign, and messages that are there.

#include <memory>
#include <string>

#include "gateway/cli/mailbox.hpp"
#include "gateway/cli/outbox.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {

struct Desk {
  Session const& session;
  Connection connection;
  Trust trust;
  documents::Schemas schemas;
  CountryCode own;

  /// Errors: those of connect and fetch_trust.
  [[nodiscard]] static Result<std::unique_ptr<Desk>> open(Session const& session);
};

/// "/v1/messages/ID"
[[nodiscard]] std::string message_target(std::string const& id);

/// A message that is there, as the hub has it and as it opens.
struct KnownMessage {
  json::Json status;
  OpenedMail mail;
};
/// Errors: those of the hub; erased; those of Mailbox::open.
[[nodiscard]] Result<KnownMessage> fetch_message(Desk& desk, std::string const& id);
/// Errors: config_invalid: the key that it is sealed to is not here.
[[nodiscard]] Result<mail::Opened const*> opened_message(KnownMessage const& known, std::string const& id);

/// Before anything is sealed or uploaded: its form, and that there are certificates to seal to. Errors: payload_schema,
/// payload_rule; seal_key.
[[nodiscard]] Result<> check_prepared(Desk& desk, Prepared const& prepared);

/// Signs, seals and sends; the hub's answer, with requests about the same (`similar`) if any are open. Errors: those of
/// mail::recipients, mail::compose and the hub.
[[nodiscard]] Result<json::Json> submit_message(Desk& desk, Prepared const& prepared);
/// The same of one that waits in an outbox, with what is attached first; then it waits there no more.
[[nodiscard]] Result<json::Json> submit_from(Outbox const& outbox, Desk& desk, Prepared const& prepared);

/// Signs, seals and sends. Said once more under its name, after a lost answer, it is no conflict. Errors: those of
/// mail::recipients, mail::compose and the hub.
[[nodiscard]] Result<> send_message(Desk& desk, Prepared const& prepared);
/// The same of one that waits in the outbox, with what is attached first: the hub takes no message that refers to
/// something that is not there.
[[nodiscard]] Result<> send_from(Outbox const& outbox, Desk& desk, Prepared const& prepared);

}
