#include "server/api/authzen_decider.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/subject_form.hpp"
#include "server/api/visible.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/release_change.hpp"

namespace huecry::api::authzen {
namespace {

using json::Json;

constexpr std::size_t k_country_chars = 2;

/// What an entity may see is first of all what its bureau sees.
certs::Identity bureau_of(certs::Identity caller) {
  if (caller.role == certs::Role::entity) caller.role = certs::Role::bureau;
  return caller;
}

/// The faults of a document, told as places in the request that holds it.
Error in_request(Error const& error, std::string const& at) {
  Error found = malformed(at, error.detail);
  if (error.faults.empty()) return found;
  found.faults = error.faults;
  for (FieldFault& fault : found.faults) fault.pointer.insert(0, at);
  return found;
}

Json context_json(Grounds const& grounds) {
  Json out = {{"verdict", policy::to_text(grounds.decision.verdict)},
              {"missing", policy::words_of(grounds.decision.redactions, policy::k_blocks)},
              {"obligations", policy::words_of(grounds.decision.obligations, policy::k_obligations)},
              {"policy", to_base64url(grounds.policy)}};
  if (grounds.reason) out["reason"] = policy::clause_json(*grounds.reason);
  return out;
}

}

std::string to_json(Answer const& answer) {
  Json out = {{"decision", answer.decision}};
  if (answer.grounds) out["context"] = context_json(*answer.grounds);
  return json::write(out);
}

Decider::Decider(exchange::Services const& services, certs::Identity const& caller)
    : services_(services),
      caller_(caller),
      trust_(services.trust.current()),
      policy_(services.policy.get()),
      state_(services.store.snapshot()),
      now_(exchange::circumstances(*trust_, services.clock.now())) {}

Result<Answer> Decider::answer(Question const& question) {
  auto const reader = reader_of(question);
  auto const purpose = question.purpose ? policy_.vocabulary().purpose(*question.purpose) : std::nullopt;
  bool const known = reader && question.action == "read" && question.resource_type == "notice" &&
                     purpose.has_value() == question.purpose.has_value();
  if (!known) return Answer{};
  HUECRY_TRY(auto const material, material_of(question, *reader));
  if (!material) return Answer{};
  policy::Circumstances now = material->now;
  now.purpose = purpose;
  return decide(*reader, material->subject, now);
}

std::optional<Decider::Reader> Decider::reader_of(Question const& question) const {
  std::string_view const id = question.subject_id;
  auto const country = CountryCode::parse(id.substr(0, k_country_chars));
  if (!country) return std::nullopt;
  std::string_view const rest = id.substr(k_country_chars);
  if (question.subject_type == "bureau" && rest.empty()) return Reader{*country, std::nullopt};
  if (question.subject_type == "entity" && rest.starts_with('/')) return entity_of(*country, rest.substr(1));
  return std::nullopt;
}

std::optional<Decider::Reader> Decider::entity_of(CountryCode country, std::string_view organisation) const {
  certs::Party const* const party = trust_->party(country, organisation);
  if (party == nullptr) return std::nullopt;
  auto principal = exchange::principal_of(country, party->organisation, party->kind);
  if (!principal || !exchange::is_authorised(*trust_, *principal)) return std::nullopt;
  return Reader{country, std::move(principal)};
}

/// A bureau speaks for itself and its entities, an entity for itself.
bool Decider::is_own(Reader const& reader) const {
  if (reader.country != caller_.country) return false;
  if (caller_.role == certs::Role::bureau) return true;
  return caller_.role == certs::Role::entity && reader.entity && reader.entity->organisation == caller_.organisation;
}

Decider::Found Decider::material_of(Question const& question, Reader const& reader) {
  if (question.document == nullptr) return live(question, reader);
  auto known = documents_.find(question.document);
  if (known == documents_.end()) known = documents_.emplace(question.document, unsent(question)).first;
  return known->second;
}

/// The same as reading it (visible.hpp): what cannot be read is absent.
Decider::Found Decider::live(Question const& question, Reader const& reader) const {
  std::string_view const id = question.resource_id;
  auto const iss = CountryCode::parse(id.substr(0, k_country_chars));
  if (!iss || id.size() > limits::document_id_chars_max) return std::optional<Material>();
  if (!sees_every_recipient(*iss, caller_) && !is_own(reader)) return std::optional<Material>();
  auto const head = visible_head(*state_, services_, bureau_of(caller_), id);
  if (!head && head.error().code == Errc::not_found) return std::optional<Material>();
  if (!head) return head.error();
  if (!life::is_live(head->state)) return std::optional<Material>();
  HUECRY_TRY(auto const version, index::version_of(*state_, head->iss, head->id, head->ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  HUECRY_TRY(policy::Subject const subject, policy::decode_subject(policy_.vocabulary(), version->facts.subject));
  HUECRY_TRY(auto const now,
             exchange::circumstances_of_reader(*state_, *trust_, UnixMillis(now_.at), *head, head->ver, reader));
  return std::optional(Material{subject, now});
}

/// As explain takes it. Another's policy is not to be tried out with invented documents.
Decider::Found Decider::unsent(Question const& question) const {
  auto const notice = documents::read_notice(services_.schemas, json::write(*question.document));
  if (!notice) return in_request(notice.error(), question.resource_at + "/properties/document");
  if (notice->id != question.resource_id) return malformed(question.resource_at + "/id", "must be the document's id");
  if (!sees_every_recipient(notice->iss, caller_))
    return Error(Errc::payload_issuer, "iss must be your own country: nobody asks about another's documents");
  if (notice->action == documents::Action::withdraw) return std::optional<Material>();  // it releases nothing
  policy::Circumstances now = now_;
  now.stage = policy::Stage::submit;
  return std::optional(Material{policy::subject_of(policy_.vocabulary(), *notice), now});
}

Answer Decider::decide(Reader const& reader, policy::Subject const& subject, policy::Circumstances const& now) const {
  CountryCode const country = reader.country;
  Grounds grounds;
  grounds.policy = policy_.digest();
  if (reader.entity) {
    grounds.decision = policy_.decide(*reader.entity, subject, now);
  } else {
    policy::Decision const all = policy_.decide(subject, now);
    grounds.decision = {all.verdict(country), all.reason(country), all.redactions(country), all.obligations(country)};
  }
  bool const given = exchange::may_have(grounds.decision);
  bool const whole = sees_every_recipient(subject.origin, caller_);
  if (!whole && !given) return Answer{};
  if (whole) grounds.reason = policy::clause_of(policy_, subject.origin, country, grounds.decision.reason);
  return Answer{given, std::move(grounds)};
}

}
