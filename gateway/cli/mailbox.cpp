#include "gateway/cli/mailbox.hpp"

#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {

Result<Mailbox> Mailbox::of(Profile const& profile, Trust const& trust, documents::Schemas const& schemas) {
  HUECRY_TRY(auto keyring, mail::Keyring::load(profile.party, key_uri(profile, "encryption")));
  return Mailbox(std::move(keyring), mail::HintKeys::load(profile.party), trust, schemas);
}

Result<OpenedMail> Mailbox::open(json::Json const& item, UnixMillis now) const {
  HUECRY_TRY(UnixMillis const at, received_time(item.value("received", "")));
  HUECRY_TRY(auto received, mail::receive(schemas_, trust_.snapshot(), item, at, now));
  auto opened = mail::open(schemas_, trust_.snapshot(), keyring_, received, now);
  if (opened) {
    HUECRY_TRY(json::Json const payload, read_json(opened->payload));
    HUECRY_CHECK(hints_.check(payload));
    return OpenedMail{std::move(received), *std::move(opened)};
  }
  if (opened.error().code == Errc::not_found) return OpenedMail{std::move(received), {}};
  return std::move(opened).error();
}

Result<Mailbox::Forwarded> Mailbox::forwarded(std::string const& compact, UnixMillis now) const {
  HUECRY_TRY(auto const document, envelope::parse_compact(compact, envelope::DocumentType::message));
  HUECRY_TRY(std::string signer, trust_.signer_of(document, signed_at(document), now));
  HUECRY_CHECK(documents::read_message(schemas_, document.payload()));
  HUECRY_TRY(json::Json const payload, read_json(document.payload()));
  if (!signer.starts_with(payload.value("from", "?") + "/"))
    return Error(Errc::not_verified, signer + " signed what " + payload.value("from", "") + " should have signed");
  return Forwarded{document.payload(), std::move(signer)};
}

namespace {

/// Words of another, as they may stand in a document: without control characters, and cut between characters.
std::string plain(std::string const& text) {
  constexpr std::size_t most = 500;
  std::string out;
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (out.size() >= most && (byte & 0xC0U) != 0x80U) break;
    out += byte < 0x20 || byte == 0x7F || (byte == 0xC2) ? '?' : c;
  }
  return is_utf8(out) ? out : "the message is not what its envelope promises";
}

}

Result<> complain(Session const& session, Connection& connection, json::Json const& item, std::string const& why) {
  EvidenceWords words{"rejected"};
  words.reason = "MISMATCH";
  words.text = plain(why);
  auto const sent = send_evidence(session, connection, words, {{item.value("id", ""), 1, item.value("object", "")}});
  return sent || sent.error().code == Errc::state_conflict ? ok() : sent;
}

std::string complaint_note(Result<> const& told) {
  return told ? "its sender, and all to whom it was sent, are told"
              : "that could not be told to its sender: " + told.error().detail;
}

std::string mail_line(OpenedMail const& mail) {
  documents::MessageEnvelope const& envelope = mail.received.envelope;
  std::string line =
      std::string(documents::to_text(envelope.urgency)) + " " + std::string(documents::to_text(envelope.act));
  if (!envelope.kind.empty()) line += " " + envelope.kind;
  if (!envelope.reason.empty()) line += " " + envelope.reason;
  if (!envelope.of.empty()) line += " of " + envelope.of;
  if (envelope.limit) line += ", " + std::string(life::k_limit_profiles[*envelope.limit].name);
  if (envelope.conversation != envelope.id) line += ", in " + envelope.conversation;
  if (!envelope.attachments.empty()) line += ", " + std::to_string(envelope.attachments.size()) + " attached";
  line += mail.opened ? ": " + mail.opened->message.subject : ": sealed, and its key is not here";
  return line;
}

}
