#pragma once
// The trust list and revocation lists in force, fetched from the hub but believed for their own signatures: the three
// ceremony keys are pinned in the party's folder (ceremony.pem), so that the hub cannot name a signer of its own.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "certs/trust/trust_store.hpp"
#include "gateway/cli/received.hpp"
#include "gateway/cli/session.hpp"
#include "protocol/json/json_fwd.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::cli {

class Trust {
 public:
  explicit Trust(certs::TrustStore::Snapshot snapshot) : snapshot_(std::move(snapshot)) {}

  /// Who signed a document that came through the hub, "FR/NCB". `received`: when the hub took it; where nothing says
  /// that, signed_at. Errors: those of certs::verify_received.
  [[nodiscard]] Result<std::string> signer_of(envelope::SignedDocument const& document, UnixMillis received,
                                              UnixMillis now) const;
  /// The same for a notice: its signer is its issuer, or of an edition the hub. Errors: also not_verified.
  [[nodiscard]] Result<std::string> signer_of(Received const& notice, UnixMillis received, UnixMillis now) const;

  /// Who signed a decision about a notice, or a step of the hub; who may decide this. `kind`: "decision", or "renew"
  /// and "remark" for what holders are told. Errors: also not_verified.
  [[nodiscard]] Result<std::string> signer_of(ReceivedDecision const& decision, std::string const& kind,
                                              UnixMillis received, UnixMillis now) const;

  /// Verifies the document of an inbox item: signature, certificate, revocation, and that the item says of it what is
  /// true. Returns who signed. Errors: those of verification; not_verified when the item says something else.
  [[nodiscard]] Result<std::string> check(json::Json const& item, UnixMillis now) const;

  /// That the list was not out of date at that time. Errors: not_verified.
  [[nodiscard]] Result<> check_in_force(UnixMillis at) const;

  /// Lives as long as this.
  [[nodiscard]] certs::TrustSnapshot const& snapshot() const noexcept { return *snapshot_; }

  /// The keys of the hub's log. Errors: trust_list_invalid for a text that is no key.
  [[nodiscard]] Result<std::vector<log::NoteKey>> log_keys() const;

 private:
  [[nodiscard]] Result<std::string> check_consent(json::Json const& item, UnixMillis now) const;
  [[nodiscard]] Result<std::string> check_word(json::Json const& item, std::string_view act, UnixMillis now) const;
  [[nodiscard]] Result<std::string> check_hit(json::Json const& item, UnixMillis now) const;
  [[nodiscard]] Result<std::string> check_decision(json::Json const& item, UnixMillis now) const;
  [[nodiscard]] Result<std::string> check_evidence(json::Json const& item, UnixMillis now) const;

  certs::TrustStore::Snapshot snapshot_;
};

/// When the hub took it, as its answers say: "2026-11-24T10:47:54.123Z". Errors: json_invalid.
[[nodiscard]] Result<UnixMillis> received_time(std::string const& text);

/// When it was signed, by its own word.
[[nodiscard]] UnixMillis signed_at(envelope::SignedDocument const& document);

/// The list and the revocation lists as the hub hands them out; they are believed for their own signatures.
struct TrustTexts {
  std::string list, crls;
};
/// Errors: those of the hub.
[[nodiscard]] Result<TrustTexts> fetch_trust_texts(Connection& connection);
/// By the ceremony's three certificates, pinned in a file. Errors: config_invalid (of the file), trust_list_invalid.
[[nodiscard]] Result<Trust> trust_of(std::filesystem::path const& ceremony, TrustTexts const& texts, UnixMillis now);
/// By the ceremony keys that are pinned in the party's folder. Errors: config_invalid (ceremony.pem),
/// trust_list_invalid.
[[nodiscard]] Result<Trust> trust_of(Profile const& profile, TrustTexts const& texts, UnixMillis now);
/// Both. Errors: of both.
[[nodiscard]] Result<Trust> fetch_trust(Connection& connection, UnixMillis now);

}
