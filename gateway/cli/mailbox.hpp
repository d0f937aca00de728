#pragma once
// Sealed messages for this party: opened, checked, and complained about where their sender has earned it.

#include <optional>
#include <string>

#include "gateway/cli/evidence.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/trust.hpp"
#include "gateway/messages/hints.hpp"
#include "gateway/messages/open.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

struct OpenedMail {
  mail::Received received;
  std::optional<mail::Opened> opened;  // absent: this party has no key for it here
};

/// What opens mail: the keys, and who may sign. `trust` and `schemas` outlive it.
class Mailbox {
 public:
  /// Errors: those of Keyring::load.
  [[nodiscard]] static Result<Mailbox> of(Profile const& profile, Trust const& trust,
                                          documents::Schemas const& schemas);

  /// A message that another one brings, as its author signed it: its payload, and who signed. Errors: those of
  /// verification; payload_*.
  struct Forwarded {
    std::string payload, signer;
  };
  [[nodiscard]] Result<Forwarded> forwarded(std::string const& compact, UnixMillis now) const;

  /// Of an inbox, or of GET /v1/messages/{id}. Errors: those of mail::receive and mail::open, but for the lack of a
  /// key.
  [[nodiscard]] Result<OpenedMail> open(json::Json const& item, UnixMillis now) const;

 private:
  Mailbox(mail::Keyring keyring, mail::HintKeys hints, Trust const& trust, documents::Schemas const& schemas)
      : keyring_(std::move(keyring)), hints_(std::move(hints)), trust_(trust), schemas_(schemas) {}
  mail::Keyring keyring_;
  mail::HintKeys hints_;
  Trust const& trust_;
  documents::Schemas const& schemas_;
};

/// The signed complaint of a message that is not what its envelope promises: to its sender, and to all others to whom
/// it was sent. One that was made before is no error. Errors: those of send_evidence.
[[nodiscard]] Result<> complain(Session const& session, Connection& connection, json::Json const& item,
                                std::string const& why);
/// What became of it, for a person.
[[nodiscard]] std::string complaint_note(Result<> const& told);

/// "urgent request INFORMATION, SIRENE: Vehicle seen at Kehl"
[[nodiscard]] std::string mail_line(OpenedMail const& mail);

}
