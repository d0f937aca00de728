#include "gateway/cli/trust.hpp"

#include <chrono>
#include <sstream>

#include "certs/trust/verify.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/hit.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

constexpr std::size_t k_pem_bytes_max = 64 * 1024;

/// The secretariat decides, and the source about its own; where a time had come, the hub. What holders are told to keep
/// is the word of the source alone.
Result<> check_decider(ReceivedDecision const& decision, std::string const& kind, std::string const& signer) {
  std::string const source = decision.notice.substr(0, 2);
  bool const of_source = decision.iss == source, of_secretariat = decision.iss == documents::secretariat().text();
  bool const may = kind == "renew"    ? of_source && decision.act == "renew"
                   : kind == "remark" ? of_secretariat && decision.act == "remark"
                                      : decision.is_of_hub() || of_source || of_secretariat;
  if (may && (decision.is_of_hub() || signer.starts_with(decision.iss + "/"))) return ok();
  return Error(Errc::not_verified, signer + " has no say in this about a notice of " + source);
}

/// To whom it was delivered the sender's remedies are no use.
Error unverified(Error const& why) {
  ErrorRow const& row = row_of(why.code);
  return Error(Errc::not_verified, std::string(row.title) + (why.detail.empty() ? "" : " " + why.detail));
}

}

Result<UnixMillis> received_time(std::string const& text) {
  std::tm fields{};
  std::istringstream in(text);
  in >> std::get_time(&fields, "%Y-%m-%dT%H:%M:%S");
  if (in.fail()) return Error(Errc::json_invalid, "is no time: " + text);
  return UnixMillis(std::chrono::seconds(::timegm(&fields)));
}

Result<std::string> Trust::signer_of(envelope::SignedDocument const& document, UnixMillis received,
                                     UnixMillis now) const {
  auto const signer = certs::verify_received(*snapshot_, document, received, now);
  if (!signer) return unverified(signer.error());
  return std::string((*signer)->country.text()) + '/' + (*signer)->organisation;
}

Result<std::string> Trust::signer_of(Received const& notice, UnixMillis received, UnixMillis now) const {
  HUECRY_TRY(std::string signer, signer_of(notice.document, received, now));
  // Only the hub may sign an edition (certs::may_sign), so its country says nothing.
  if (notice.is_edition() || signer.starts_with(notice.iss + "/")) return signer;
  return Error(Errc::not_verified, signer + " signed what " + notice.iss + " should have signed");
}

Result<std::string> Trust::check_consent(json::Json const& item, UnixMillis now) const {
  HUECRY_TRY(auto const document,
             envelope::parse_container(json::write(item.at("document")), envelope::DocumentType::consent,
                                       limits::document_bytes_max));
  HUECRY_TRY(UnixMillis const received, received_time(item.value("received", "")));
  HUECRY_TRY(std::string signer, signer_of(document, received, now));
  HUECRY_TRY(json::Json const payload, json::read(document.payload(), {}));
  HUECRY_TRY(std::string const id, json::member_string(payload, "id"));
  bool const honest = to_base64url(document.digest()) == item.value("object", "") && id == item.value("id", "") &&
                      signer.starts_with(item.value("iss", "") + "/");
  if (!honest) return Error(Errc::not_verified, "the hub says of the consent what the consent does not");
  return signer;
}

Result<std::string> Trust::signer_of(ReceivedDecision const& decision, std::string const& kind, UnixMillis received,
                                     UnixMillis now) const {
  HUECRY_TRY(std::string signer, signer_of(decision.document, received, now));
  HUECRY_CHECK(check_decider(decision, kind, signer));
  return signer;
}

Result<std::string> Trust::check_decision(json::Json const& item, UnixMillis now) const {
  HUECRY_TRY(auto const decision, read_decision(item));
  HUECRY_TRY(UnixMillis const received, received_time(item.value("received", "")));
  HUECRY_TRY(std::string signer, signer_of(decision, item.value("kind", ""), received, now));
  bool const honest = to_base64url(decision.document.digest()) == item.value("object", "") &&
                      decision.notice == item.value("id", "") && decision.act == item.value("act", "") &&
                      decision.ver == item.value("ver", 0U) && decision.notice.starts_with(item.value("iss", "?"));
  if (!honest) return Error(Errc::not_verified, "the hub says of the decision what the decision does not");
  return signer;
}

namespace {

/// What a step of a hit says, so that the item cannot say otherwise.
struct HitSaid {
  std::string notice, hit, act, side;  // side: whose step it is; empty of the hub's
};

Result<HitSaid> said_by_side(envelope::SignedDocument const& document) {
  HUECRY_TRY(auto const hit, documents::read_hit(documents::Schemas(), document.payload()));
  return HitSaid{hit.notice, hit.of, std::string(life::to_text(hit.event)), std::string(hit.iss.text())};
}

Result<HitSaid> said_by_hub(envelope::SignedDocument const& document) {
  HUECRY_TRY(json::Json const payload, json::read(document.payload(), {}));
  HitSaid said;
  HUECRY_TRY(said.notice, json::member_string(payload, "id"));
  HUECRY_TRY(said.hit, json::member_string(payload, "hit"));
  HUECRY_TRY(said.act, json::member_string(payload, "act"));
  return said;
}

}

/// Of one of the two sides, or the hub's word that a time limit has passed.
Result<std::string> Trust::check_hit(json::Json const& item, UnixMillis now) const {
  bool const of_hub = item.value("act", "") == life::to_text(life::HitEvent::overdue);
  auto const type = of_hub ? envelope::DocumentType::publication : envelope::DocumentType::hit;
  HUECRY_TRY(json::Json const* const container, json::member_object(item, "document"));
  HUECRY_TRY(auto const document, envelope::parse_container(json::write(*container), type, limits::document_bytes_max));
  HUECRY_TRY(UnixMillis const received, received_time(item.value("received", "")));
  HUECRY_TRY(std::string signer, signer_of(document, received, now));
  HUECRY_TRY(HitSaid const said, of_hub ? said_by_hub(document) : said_by_side(document));
  bool const honest = to_base64url(document.digest()) == item.value("object", "") &&
                      said.notice == item.value("id", "") && said.hit == item.value("hit", "") &&
                      said.act == item.value("act", "") && (of_hub || signer.starts_with(said.side + "/"));
  if (!honest) return Error(Errc::not_verified, "the hub says of the hit what its document does not");
  return signer;
}

/// The hub's word about a message: that it has ended, or that nothing has come in time.
Result<std::string> Trust::check_word(json::Json const& item, std::string_view act, UnixMillis now) const {
  HUECRY_TRY(json::Json const* const container, json::member_object(item, "document"));
  HUECRY_TRY(auto const document,
             envelope::parse_container(json::write(*container), envelope::DocumentType::publication,
                                       limits::document_bytes_max));
  HUECRY_TRY(UnixMillis const received, received_time(item.value("received", "")));
  HUECRY_TRY(std::string signer, signer_of(document, received, now));
  HUECRY_TRY(json::Json const payload, json::read(document.payload(), {}));
  HUECRY_TRY(std::string const said, json::member_string(payload, "act"));
  HUECRY_TRY(std::string const id, json::member_string(payload, "id"));
  bool const honest =
      to_base64url(document.digest()) == item.value("object", "") && said == act && id == item.value("id", "");
  if (!honest) return Error(Errc::not_verified, "the hub says of the message what its document does not");
  return signer;
}

/// Of a recipient, or of the hub about those who were not heard of: both say in it who they are.
Result<std::string> Trust::check_evidence(json::Json const& item, UnixMillis now) const {
  HUECRY_TRY(ReceivedEvidence const evidence, read_evidence(item));
  HUECRY_TRY(UnixMillis const received, received_time(item.value("received", "")));
  HUECRY_TRY(std::string signer, signer_of(evidence.document, received, now));
  bool const of_hub = documents::is_of_hub(evidence.kind);
  bool const honest = to_base64url(evidence.document.digest()) == item.value("object", "") &&
                      evidence.notice == item.value("id", "") && to_text(evidence.kind) == item.value("act", "") &&
                      evidence.ver == item.value("ver", 0U) && signer.starts_with(evidence.iss + "/") &&
                      of_hub == (evidence.iss == documents::secretariat().text());
  if (!honest) return Error(Errc::not_verified, "the hub says of the evidence what its document does not");
  return signer;
}

Result<std::string> Trust::check(json::Json const& item, UnixMillis now) const {
  std::string const kind = item.value("kind", "");
  if (kind == "consent") return check_consent(item, now);
  if (kind == "decision" || kind == "renew" || kind == "remark") return check_decision(item, now);
  if (kind == "hit") return check_hit(item, now);
  if (kind == "evidence") return check_evidence(item, now);
  if (kind == "expired") return check_word(item, "expire", now);
  if (kind == "overdue") return check_word(item, "overdue", now);
  HUECRY_TRY(Received const notice, read_received(json::write(item.at("document"))));
  // What a new policy opens to us may be years old when it comes: then the item says when the hub took it first.
  HUECRY_TRY(UnixMillis const received, received_time(item.value("entered", item.value("received", ""))));
  HUECRY_TRY(std::string signer, signer_of(notice, received, now));
  bool const honest = to_base64url(notice.document.digest()) == item.value("object", "") &&
                      notice.id == item.value("id", "") && notice.ver == item.value("ver", 0U) &&
                      notice.iss == item.value("iss", "") &&
                      notice.missing == item.value("missing", std::vector<std::string>());
  if (!honest) return Error(Errc::not_verified, "the hub says of the document what the document does not");
  return signer;
}

UnixMillis signed_at(envelope::SignedDocument const& document) {
  return UnixMillis(std::chrono::seconds(document.header().iat));
}

Result<TrustTexts> fetch_trust_texts(Connection& connection) {
  TrustTexts texts;
  HUECRY_TRY(texts.list, get_text(connection, "/v1/trust"));
  HUECRY_TRY(texts.crls, get_text(connection, "/v1/trust/crls"));
  return texts;
}

/// That it had been issued by then, the reader of the list has checked.
Result<> Trust::check_in_force(UnixMillis at) const {
  if (!snapshot_->list_overdue(to_seconds(at))) return ok();
  return Error(Errc::not_verified,
               "the trust list was out of date at that time, number " + std::to_string(snapshot_->seq()));
}

Result<std::vector<log::NoteKey>> Trust::log_keys() const {
  std::vector<log::NoteKey> keys;
  for (std::string const& vkey : snapshot_->hub().vkeys) {
    auto key = log::parse_vkey(vkey);
    if (!key) return Error(Errc::trust_list_invalid, "a key of the log: " + key.error().detail);
    keys.push_back(*std::move(key));
  }
  return keys;
}

Result<Trust> trust_of(std::filesystem::path const& ceremony, TrustTexts const& texts, UnixMillis now) {
  HUECRY_TRY(std::string const pem, read_file(ceremony, k_pem_bytes_max));
  HUECRY_TRY(certs::CeremonyKeys keys, certs::CeremonyKeys::from_pem(pem));
  certs::TrustStore store(std::move(keys));
  HUECRY_CHECK(store.restore_list(texts.list, to_seconds(now)));
  HUECRY_TRY(json::Json const crls, json::read(texts.crls, {}));
  HUECRY_TRY(json::Json const* const list, json::member_array(crls, "crls"));
  for (auto const& crl : *list) {
    HUECRY_TRY(std::string const text, json::member_string(crl, "der"));
    HUECRY_TRY(Bytes const der, base64_decode(text));
    HUECRY_CHECK(store.restore_crl(der, to_seconds(now)));
  }
  return Trust(store.current());
}

Result<Trust> trust_of(Profile const& profile, TrustTexts const& texts, UnixMillis now) {
  return trust_of(profile.party / "ceremony.pem", texts, now);
}

Result<Trust> fetch_trust(Connection& connection, UnixMillis now) {
  HUECRY_TRY(TrustTexts const texts, fetch_trust_texts(connection));
  return trust_of(connection.profile, texts, now);
}

}
