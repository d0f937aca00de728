#include "server/exchange/messages.hpp"

#include <memory>

#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/envelope/sealed.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/explain.hpp"
#include "server/exchange/life_cycle.hpp"
#include "server/exchange/verified.hpp"
#include "storage/messages/canary.hpp"
#include "storage/messages/facts.hpp"
#include "storage/messages/lookup.hpp"
#include "storage/messages/requests.hpp"

namespace huecry::exchange {
namespace {

using documents::MessageAct;
using documents::MessageEnvelope;

struct Body {
  std::string document, sealed;
};

Result<Body> read_body(std::string_view text) {
  json::ReadOptions options;
  options.depth_max = limits::container_depth_max;
  HUECRY_TRY(json::Json const body, json::read(text, options));
  HUECRY_CHECK(json::check_members(body, {"document", "sealed"}));
  HUECRY_TRY(json::Json const* const document, json::member_object(body, "document"));
  HUECRY_TRY(std::string sealed, json::member_string(body, "sealed"));
  return Body{json::write(*document), std::move(sealed)};
}

/// The JWE is the one that the envelope names, and carries its name.
Result<envelope::SealedMessage> check_sealed(MessageEnvelope const& envelope, std::string const& sealed) {
  if (sealed.size() != envelope.sealed_bytes)
    return Error(Errc::seal_mismatch, "jwe_len is " + std::to_string(envelope.sealed_bytes) + ", sealed has " +
                                          std::to_string(sealed.size()) + " bytes");
  if (crypto::sha256(sealed) != envelope.sealed)
    return Error(Errc::seal_mismatch, "jwe256 is not the SHA-256 of sealed");
  HUECRY_TRY(envelope::SealedMessage message, envelope::parse_sealed(sealed));
  if (message.id() != envelope.id) return Error(Errc::seal_mismatch, "msg in the sealed part is not id");
  return message;
}

/// Whose certificate, if it is one to seal to.
Result<CountryCode> holder_of(certs::TrustSnapshot const& trust, Digest const& kid, UnixSeconds now) {
  std::string const name = "kid " + to_base64url(kid);
  auto const* const row = trust.signer(kid);
  bool const known = row != nullptr && row->purpose == certs::Purpose::encryption && row->role == certs::Role::bureau;
  if (!known) return Error(Errc::seal_key, name + " is no bureau's encryption certificate in the trust list");
  std::string const whose = name + " of " + std::string(row->country.text());
  if (row->certificate.not_after() <= now + limits::encryption_life_min)
    return Error(Errc::seal_key, whose + " has less than 24 h of life");
  if (auto const verdict = trust.verdict(*row, now); !verdict)
    return Error(Errc::seal_key, whose + ": " + verdict.error().detail);
  return row->country;
}

/// Sealed to the addressees, all of them and nobody else; the sender may keep a copy for itself.
Result<> check_recipients(certs::TrustSnapshot const& trust, MessageEnvelope const& envelope,
                          envelope::SealedMessage const& message, UnixSeconds now) {
  CountrySet holders;
  for (envelope::SealedEntry const& entry : message.entries()) {
    HUECRY_TRY(CountryCode const holder, holder_of(trust, entry.kid, now));
    holders.add(holder);
  }
  if (!envelope.to.contains(envelope.from)) holders.remove(envelope.from);
  if (holders == envelope.to) return ok();
  CountrySet const missing = envelope.to - holders, foreign = holders - envelope.to;
  CountryCode const first = (missing.empty() ? foreign : missing).members().front();
  return Error(Errc::seal_mismatch, missing.empty()
                                        ? "sealed to " + std::string(first.text()) + ", which to lacks"
                                        : "to names " + std::string(first.text()) + ", but nothing is sealed to it");
}

FieldFault denied(policy::CompiledPolicy const& policy, policy::Decision const& decision, CountryCode origin,
                  CountryCode recipient) {
  policy::Clause const clause = policy::clause_of(policy, origin, recipient, decision.reason(recipient));
  std::string why = std::string(recipient.text()) + ": " + std::string(policy::to_text(clause.reason.cause)) + " by " +
                    std::string(policy::to_text(clause.reason.layer));
  if (!clause.author.empty()) why += " of " + clause.author;
  if (!clause.rule.empty()) why += ", rule " + clause.rule;
  return {"/to", std::move(why)};
}

/// To all or to nobody: what is sealed to one who may not have it was not meant for the hub to sort out.
Result<> check_released(policy::CompiledPolicy const& policy, Ruling const& ruling) {
  auto const& subject = ruling.question.subject;
  if (ruling.mode != policy::Cause::permitted)
    return Error(Errc::recipient_denied, "a corrective mode closes what " + std::string(subject.origin.text()) +
                                             " sends; the baseline policy says until when");
  CountrySet refused = *subject.addressees - ruling.decision.allowed;
  refused.remove(subject.origin);  // policy is not asked about what a bureau sends itself
  if (refused.empty()) return ok();
  std::vector<FieldFault> faults;
  for (CountryCode const recipient : refused.members())
    faults.push_back(denied(policy, ruling.decision, subject.origin, recipient));
  return Error(Errc::recipient_denied, std::to_string(refused.size()) + " of the addressees may not have it",
               std::move(faults));
}

Result<> check_expiry(MessageEnvelope const& envelope, UnixSeconds now) {
  if (envelope.expires >= now + limits::message_kept_min && envelope.expires <= now + limits::message_kept_max)
    return ok();
  return Error(Errc::payload_rule, "the message expires too early or too late",
               {{"/exp", "must lie 1 to 180 days after now"}});
}

/// The sender has sent it or was sent it; to all others there is none.
Result<messages::Row> known_message(kv::Reader const& state, MessageEnvelope const& envelope, std::string const& id) {
  auto const from = CountryCode::parse(std::string_view(id).substr(0, 2));
  if (!from) return Error(Errc::not_found);
  HUECRY_TRY(auto row, messages::message_named(state, *from, id));
  bool const known = row && row->concerns(envelope.from) && row->envelope.conversation == envelope.conversation;
  if (!known) return Error(Errc::not_found);
  return *std::move(row);
}

Result<> check_pause(messages::Asked const& asked, MessageEnvelope const& envelope, UnixSeconds now) {
  if (asked.answer) return Error(Errc::state_conflict, "you have answered " + envelope.of + " already");
  if (asked.pauses.size() >= limits::request_pauses_max)
    return Error(Errc::state_conflict, "you have paused " + std::to_string(limits::request_pauses_max) + " times");
  if (*envelope.until > now && *envelope.until <= now + limits::request_pause_max) return ok();
  return Error(Errc::payload_rule, "the pause ends too early or too late",
               {{"/until", "must lie after now, and at most 180 days on"}});
}

Result<> check_request(kv::Reader const& state, MessageEnvelope const& envelope, UnixSeconds now) {
  HUECRY_TRY(messages::Row const request, known_message(state, envelope, envelope.of));
  if (request.envelope.act != MessageAct::request) return Error(Errc::state_conflict, envelope.of + " is no request");
  HUECRY_TRY(auto const asked, messages::asked(state, request.entered.position, envelope.from));
  if (!asked) return Error(Errc::state_conflict, envelope.of + " was not made to you");
  return envelope.act == MessageAct::pause ? check_pause(*asked, envelope, now) : ok();
}

/// Only who takes part is probed, and not without end: each probe is echoed by all to whom it goes.
Result<> check_probe(kv::Reader const& state, MessageEnvelope const& envelope, UnixMillis now) {
  HUECRY_TRY(auto const own, messages::participant(state, envelope.from));
  if (own && now < own->newest.time + limits::probe_interval_min)
    return Error(Errc::state_conflict, "you have probed less than 5 seconds ago");
  HUECRY_TRY(auto const others, messages::participants(state, now - limits::canary_left_after));
  CountrySet strangers = envelope.to;
  strangers.remove(envelope.from);
  for (messages::Participant const& one : others) strangers.remove(one.member);
  if (strangers.empty()) return ok();
  return Error(Errc::recipient_denied, "a probe goes to those who take part in the canary",
               {{"/to", std::string(strangers.members().front().text()) + " does not"}});
}

/// Each probe is echoed once by each, and after the echo of a newer one no more.
Result<> check_echo(kv::Reader const& state, MessageEnvelope const& envelope) {
  HUECRY_TRY(messages::Row const probe, known_message(state, envelope, envelope.of));
  if (probe.envelope.act != MessageAct::probe) return Error(Errc::state_conflict, envelope.of + " is no probe");
  HUECRY_TRY(auto const pair, messages::pair(state, envelope.asker, envelope.from));
  if (!pair) return Error(Errc::state_conflict, envelope.of + " was not sent to you");
  if (pair->good_probe && *pair->good_probe >= probe.entered.time)
    return Error(Errc::state_conflict, "you have sent an echo of " + envelope.of + ", or of a newer one");
  return ok();
}

/// A conversation goes on among those who take part in it.
Result<> check_conversation(kv::Reader const& state, MessageEnvelope const& envelope, UnixMillis received) {
  auto const now = to_seconds(received);
  if (envelope.act == MessageAct::echo) return check_echo(state, envelope);
  if (envelope.act == MessageAct::probe) HUECRY_CHECK(check_probe(state, envelope, received));
  if (!envelope.reply_to.empty()) HUECRY_CHECK(known_message(state, envelope, envelope.reply_to));
  if (documents::is_reply(envelope.act)) return check_request(state, envelope, now);
  if (envelope.conversation == envelope.id) return ok();
  HUECRY_TRY(bool const part, messages::takes_part(state, envelope.from, envelope.conversation));
  return part ? ok() : Result<>(Error(Errc::not_found));
}

/// Uploaded before, whole, by the sender: nobody must be told of an attachment that never comes.
Result<> check_attachments(Services const& services, MessageEnvelope const& envelope) {
  for (std::size_t i = 0; i < envelope.attachments.size(); ++i) {
    documents::SealedBlob const& attachment = envelope.attachments[i];
    auto const there = services.blobs.touch({envelope.from, attachment.digest}, attachment.bytes);
    if (there) continue;
    if (there.error().code != Errc::not_found) return there.error();
    return Error(Errc::payload_rule, "an attachment is not there",
                 {{"/att/" + std::to_string(i),
                   "was not uploaded, or has another length: PUT /v1/blobs/" + to_base64url(attachment.digest)}});
  }
  return ok();
}

journal::Settle settle_message(Services const& services, MessageEnvelope envelope, std::shared_ptr<Ruling> ruling) {
  return [&services, envelope = std::move(envelope), ruling = std::move(ruling)](
             kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    auto const policy = services.policy.get();
    auto const at = to_seconds(record.received);
    bool const is_later = std::exchange(ruling->question.now.at, at) != at;
    if (is_later || policy.digest() != record.policy) decide(policy, *ruling, record);
    HUECRY_CHECK(check_released(policy, *ruling));
    HUECRY_CHECK(check_expiry(envelope, at));
    HUECRY_CHECK(check_conversation(state, envelope, record.received));
    record.deliveries.push_back({journal::DeliveryKind::document, envelope.to, {}});
    return journal::Settled::proceed();
  };
}

journal::Lane lane_of(documents::Urgency urgency) {
  switch (urgency) {
    case documents::Urgency::flash: return journal::Lane::flash;
    case documents::Urgency::urgent: return journal::Lane::urgent;
    case documents::Urgency::routine: return journal::Lane::routine;
  }
  return journal::Lane::routine;
}

}

bool may_open(Services const& services, MessageEnvelope const& envelope, CountryCode reader) {
  if (reader == envelope.from) return true;
  auto const now = circumstances(*services.trust.current(), services.clock.now());
  return services.policy.get().decide(subject_of(envelope), now).allowed.contains(reader);
}

policy::Subject subject_of(documents::MessageEnvelope const& envelope) {
  policy::Subject subject;
  subject.origin = envelope.from;
  subject.addressees = envelope.to;
  bool const answers = documents::is_reply(envelope.act) || envelope.act == MessageAct::echo;
  subject.channel = answers ? policy::Channel::answer : policy::Channel::message;
  auto const handling = policy::index_of(policy::k_handling, envelope.handling);
  subject.handling = handling ? static_cast<policy::Handling>(*handling) : policy::Handling::none;
  subject.unknown_label = !handling;
  return subject;
}

Result<journal::Proposal> propose_message(Services const& services, certs::Identity const& peer,
                                          std::string_view body) {
  HUECRY_TRY(Body parts, read_body(body));
  auto const trust = services.trust.current();
  auto const now = services.clock.now();
  HUECRY_TRY(auto const document, verified(services, *trust, peer, parts.document, envelope::DocumentType::envelope));
  HUECRY_TRY(MessageEnvelope envelope, documents::read_message_envelope(services.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(envelope.from, peer));
  HUECRY_TRY(auto const message, check_sealed(envelope, parts.sealed));
  HUECRY_CHECK(check_recipients(*trust, envelope, message, to_seconds(now)));

  HUECRY_CHECK(check_attachments(services, envelope));

  auto const policy = services.policy.get();
  auto ruling = std::make_shared<Ruling>();
  ruling->question = {subject_of(envelope), circumstances(*trust, now)};
  ruling->question.now.stage = policy::Stage::submit;
  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::envelope;
  record.id = envelope.id;
  record.ver = 1;
  record.iss = envelope.from;
  record.content = std::move(parts.sealed);
  record.facts = messages::encode(envelope);
  decide(policy, *ruling, record);
  HUECRY_CHECK(check_released(policy, *ruling));
  journal::Lane const lane = lane_of(envelope.urgency);
  return journal::Proposal{std::move(record), settle_message(services, std::move(envelope), std::move(ruling)), lane};
}

}
