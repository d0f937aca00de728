#include "server/exchange/consents.hpp"

#include <algorithm>

#include "protocol/policy/subject_form.hpp"
#include "server/exchange/holders.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/consents.hpp"
#include "storage/index/facts.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::Consent;
using documents::ConsentAct;

/// A request that is open is not delivered again.
bool is_open(std::optional<index::Consent> const& known) { return known && known->act == ConsentAct::request; }

/// The owner's agreement is all that the one who asks lacks, for itself or to pass it on to an entity of its own.
Result<bool> owner_decides(Services const& services, kv::Reader const& state, index::Head const& head,
                           CountryCode recipient, UnixMillis at) {
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, head.content_ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  auto const policy = services.policy.get();
  HUECRY_TRY(auto const subject, policy::decode_subject(policy.vocabulary(), version->facts.subject));
  HUECRY_TRY(auto const now, circumstances_for(state, *services.trust.current(), at, head, head.content_ver));
  if (policy.decide(subject, now).requestable.contains(recipient)) return true;
  auto const rights = entity_rights(*services.trust.current(), policy, subject, now);
  return std::ranges::any_of(rights, [recipient](EntityRight const& right) {
    return right.entity.country == recipient && right.decision.verdict == policy::Verdict::requestable;
  });
}

/// What gives nothing away may always enter.
Result<> check_open(policy::CompiledPolicy const& policy, Consent const& consent, UnixSeconds now) {
  policy::Mode const mode = policy.mode(consent.iss, now);
  bool const asks = consent.act == ConsentAct::request;
  bool const closed = (asks && mode >= policy::Mode::read_only) ||
                      (consent.act == ConsentAct::grant && mode == policy::Mode::suspended);
  if (!closed) return ok();
  return Error(Errc::state_conflict, "a corrective mode closes what " + std::string(consent.iss.text()) +
                                         " sends; the baseline policy says until when");
}

/// Where the request is about; nullopt: it reaches nobody.
Result<std::optional<journal::Position>> asked_of(Services const& services, kv::Reader const& state,
                                                  Consent const& consent, UnixMillis at) {
  std::optional<journal::Position> const nowhere;
  HUECRY_TRY(auto const head, index::current_head(state, consent.owner, consent.notice));
  if (!head || !life::is_live(head->state)) return nowhere;
  HUECRY_TRY(auto const known, index::consent_of(state, head->first.position, consent.recipient));
  HUECRY_TRY(bool const reaches, owner_decides(services, state, *head, consent.recipient, at));
  return reaches && !is_open(known) ? std::optional(head->first.position) : nowhere;
}

Result<> check_answer(Consent const& consent, std::optional<index::Consent> const& known, UnixSeconds now) {
  if (consent.act == ConsentAct::refuse && !is_open(known))
    return Error(Errc::state_conflict, "no request of that country is open: there is nothing to refuse");
  if (consent.act == ConsentAct::revoke && (!known || known->act != ConsentAct::grant))
    return Error(Errc::state_conflict, "that country has no grant: there is nothing to revoke");
  if (consent.act == ConsentAct::grant && *consent.until <= now)
    return Error(Errc::state_conflict, "the grant ends before it begins: give a later until");
  return ok();
}

Result<std::optional<journal::Position>> answered_of(kv::Reader const& state, Consent const& consent, UnixMillis at) {
  HUECRY_TRY(auto const head, index::current_head(state, consent.owner, consent.notice));
  if (!head) return Error(Errc::not_found);
  if (!life::is_live(head->state))
    return Error(Errc::state_conflict, "the notice is " + std::string(to_text(head->state)));
  HUECRY_TRY(auto const known, index::consent_of(state, head->first.position, consent.recipient));
  HUECRY_CHECK(check_answer(consent, known, to_seconds(at)));
  return std::optional(head->first.position);
}

}

Result<policy::Circumstances> circumstances_for(kv::Reader const& state, certs::TrustSnapshot const& trust,
                                                UnixMillis at, index::Head const& head, std::uint32_t ver) {
  auto now = circumstances(trust, at);
  now.screened = head.screened;
  if (!head.has_grants) return now;
  HUECRY_TRY(auto const consents, index::consents_of(state, head.first.position));
  for (index::Consent const& consent : consents) {
    if (!consent.holds(ver, now.at)) continue;
    now.consented.add(consent.recipient);
    if (consent.onward) now.onward.add(consent.recipient);
  }
  return now;
}

Result<policy::Circumstances> circumstances_of_reader(kv::Reader const& state, certs::TrustSnapshot const& trust,
                                                      UnixMillis at, index::Head const& head, std::uint32_t ver,
                                                      Reader const& reader) {
  HUECRY_TRY(auto now, circumstances_for(state, trust, at, head, ver));
  HUECRY_TRY(bool const taken, has_taken(state, head, reader));
  if (taken) now.stage = policy::Stage::keep;
  return now;
}

Result<std::optional<UnixSeconds>> next_expiry(kv::Reader const& state, index::Head const& head, UnixSeconds at) {
  std::optional<UnixSeconds> next;
  if (!head.has_grants) return next;
  HUECRY_TRY(auto const consents, index::consents_of(state, head.first.position));
  for (index::Consent const& consent : consents)
    if (consent.holds(head.ver, at)) next = std::min(next.value_or(consent.until), consent.until);
  return next;
}

journal::Settle settle_consent(Services const& services, Consent consent) {
  return [&services, consent = std::move(consent)](kv::Reader const& state,
                                                   journal::Record& record) -> Result<journal::Settled> {
    bool const asks = consent.act == ConsentAct::request;
    HUECRY_CHECK(check_open(services.policy.get(), consent, to_seconds(record.received)));
    HUECRY_TRY(auto const of, asks ? asked_of(services, state, consent, record.received)
                                   : answered_of(state, consent, record.received));
    CountrySet const to{asks ? consent.owner : consent.recipient};
    if (of) record.deliveries.push_back({journal::DeliveryKind::document, to, {}});
    record.facts = index::encode(index::ConsentFacts{consent.act, consent.recipient, of, consent.ver.value_or(0),
                                                     consent.onward, consent.until.value_or(UnixSeconds())});
    return journal::Settled::proceed();
  };
}

}
