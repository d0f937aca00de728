#include "server/exchange/intake.hpp"

#include <utility>

#include "protocol/base/limits.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/policy/policy_set.hpp"
#include "server/exchange/commit.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/evidence.hpp"
#include "server/exchange/hits.hpp"
#include "server/exchange/life_cycle.hpp"
#include "server/exchange/messages.hpp"
#include "server/exchange/review.hpp"
#include "server/exchange/verified.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/facts.hpp"
#include "storage/index/lookup.hpp"
#include "storage/journal/reading.hpp"
#include "storage/policy/facts.hpp"

namespace huecry::exchange {
namespace {

using documents::ConsentAct;

constexpr std::size_t k_documents_a_turn = 4;  // of one call: about a millisecond of signatures and schemas

/// An entity's documents have names of their own: they neither take its bureau's nor tell which are taken.
Result<> check_name(std::string const& id, certs::Identity const& peer) {
  if (peer.role != certs::Role::entity) return ok();
  std::string const prefix = std::string(peer.country.text()) + "-" + peer.organisation + ".";
  if (id.starts_with(prefix)) return ok();
  return Error(Errc::payload_rule, "the identifiers of an entity's documents begin with " + prefix);
}

void name(Accepted& answer, journal::Record const& record) {
  answer.id = record.id;
  answer.ver = record.ver;
  answer.iss = record.iss;
  answer.object = record.object;
}

/// The answer as far as it is known before the commit.
Accepted named(journal::Record const& record) {
  Accepted answer;
  name(answer, record);
  return answer;
}

CountrySet without_some_block(policy::Decision const& decision) {
  CountrySet countries;
  for (CountrySet const& each : decision.redacted) countries = countries | each;
  return countries & decision.allowed;
}

/// That version still waits for the secretariat.
Result<bool> waits_now(kv::Reader const& state, Accepted const& answer) {
  HUECRY_TRY(auto const head, index::current_head(state, answer.iss, answer.id));
  if (!head) return Error(Errc::corrupt, "a version without its notice");
  HUECRY_TRY(auto const request, index::request_of(state, head->first.position));
  return request && request->ver == answer.ver && request->state != life::NoticeState::sent;
}

/// Whoever has an edition of that version by now.
Result<CountrySet> with_edition(kv::Reader const& state, Accepted const& answer) {
  HUECRY_TRY(auto const version, index::version_of(state, answer.iss, answer.id, answer.ver));
  CountrySet countries;
  if (version)
    for (index::Edition const& edition : version->editions) countries = countries | edition.to;
  return countries;
}

}

/// Whoever gets an edition or a copy of an entity's own is served by the keeper, also when the answer is lost.
journal::Settle Intake::settle_followed(documents::Notice notice, std::shared_ptr<Ruling> ruling) const {
  NoticeName name{notice.iss, notice.id};
  auto inner = settle_notice(services_, std::move(notice), ruling);
  return [this, inner = std::move(inner), ruling = std::move(ruling), name = std::move(name)](
             kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(auto settled, inner(state, record));
    bool const entities = !services_.policy.get().entities().empty();
    // A diffusion that crosses the begin of a mode must be looked at once more.
    bool const crosses = record.kind == log::LeafKind::diffusion;
    if (crosses || entities || !without_some_block(ruling->decision).empty()) keeper_.expect_notice(name);
    return settled;
  };
}

/// Whom policy lets have the notice changes with a grant and its end.
journal::Settle Intake::settle_followed(documents::Consent consent) const {
  NoticeName name{consent.owner, consent.notice};
  bool const follow = consent.act == ConsentAct::grant || consent.act == ConsentAct::revoke;
  auto inner = settle_consent(services_, std::move(consent));
  return [this, inner = std::move(inner), follow, name = std::move(name)](
             kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(auto settled, inner(state, record));
    if (follow) keeper_.expect_notice(name);
    return settled;
  };
}

Result<Intake::Prepared> Intake::prepare_notice(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::notice));
  HUECRY_TRY(documents::Notice notice, documents::read_notice(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(notice.iss, peer));
  return prepare(std::move(notice), record_of(document, *trust), *trust);
}

Result<Intake::Prepared> Intake::prepare_diffusion(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::diffusion));
  HUECRY_TRY(documents::Notice diffusion, documents::read_diffusion(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(diffusion.iss, peer));
  return prepare(std::move(diffusion), record_of(document, *trust), *trust);
}

Intake::Prepared Intake::prepare(documents::Notice notice, journal::Record record,
                                 certs::TrustSnapshot const& trust) const {
  auto const policy = services_.policy.get();
  auto ruling = std::make_shared<Ruling>();
  ruling->question = {policy::subject_of(policy.vocabulary(), notice), circumstances(trust, services_.clock.now())};
  ruling->question.now.stage = policy::Stage::submit;

  record.kind = notice.diffusion ? log::LeafKind::diffusion : log::LeafKind::notice;
  record.id = notice.id;
  record.ver = notice.ver;
  record.iss = notice.iss;
  decide(policy, *ruling, record);
  bool const publishes = notice.action == documents::Action::publish;
  bool const diffusion = notice.diffusion;
  auto settle = settle_followed(std::move(notice), ruling);
  bool const waits = !services_.publish_at_once && publishes && !diffusion;
  return {{std::move(record), std::move(settle)}, std::move(ruling), true, waits, publishes && diffusion};
}

Result<Intake::Prepared> Intake::prepare_evidence(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::evidence));
  HUECRY_TRY(documents::Evidence const evidence, documents::read_evidence(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(evidence.iss, peer));
  HUECRY_CHECK(check_name(evidence.id, peer));
  bool const by_entity = peer.role == certs::Role::entity;
  if (by_entity && documents::is_for_source(evidence.kind))
    return Error(Errc::payload_rule, std::string(to_text(evidence.kind)) + " is for your bureau to say");
  HUECRY_TRY(index::EvidenceFacts facts, index::facts_of(evidence, peer.organisation, by_entity));

  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::evidence;
  record.id = evidence.id;
  record.ver = 1;
  record.iss = evidence.iss;
  record.facts = index::encode(facts);
  // Many for each document, and nobody acts on them at once.
  return Prepared{{std::move(record), settle_evidence(evidence), journal::Lane::routine}, {}, false, false};
}

journal::Settle Intake::settle_policy(documents::Policy policy, PolicyKeeper& keeper) {
  return [&keeper, policy = std::move(policy)](kv::Reader const& state,
                                               journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(auto const last, journal::newest_version(state, record.iss, record.id));
    HUECRY_CHECK(policy::check_follows(policy, record.iss, last.value_or(0), to_seconds(record.received)));
    keeper.expect_document();
    return journal::Settled::proceed();
  };
}

Result<Intake::Prepared> Intake::prepare_policy(certs::Identity const& peer, PolicyName named,
                                                std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::policy));
  HUECRY_TRY(documents::Policy policy, documents::read_policy(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(policy.iss, peer));
  if (policy.iss != named.owner || policy.kind != named.kind)
    return Error(Errc::payload_rule, "the document is the " + std::string(to_text(policy.kind)) + " policy of " +
                                         std::string(policy.iss.text()) + ", the address names another");

  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::policy;
  record.id = policy_rows::record_id(policy.kind);
  record.ver = policy.seq;
  record.iss = policy.iss;
  record.facts = policy_rows::encode(policy_rows::DocumentFacts{policy.kind, policy.effective});
  return Prepared{{std::move(record), settle_policy(std::move(policy), keeper_)}, {}, false, false};
}

Result<Intake::Prepared> Intake::prepare_decision(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::decision));
  HUECRY_TRY(documents::ReviewDecision decision,
             documents::read_review_decision(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(decision.iss, peer));
  auto const* const party = trust->party(peer.country, peer.organisation);
  if (party == nullptr) return Error(Errc::peer_suspended);

  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::decision;
  record.id = decision.id;
  record.ver = 1;
  record.iss = decision.iss;
  Decider decider{peer.role, peer.country, peer.organisation, party->kind, document.header().x5t};
  auto follow = [this](NoticeName notice) { keeper_.expect_notice(std::move(notice)); };
  auto settle = settle_decision(services_, std::move(decision), std::move(decider), std::move(follow));
  return Prepared{{std::move(record), std::move(settle)}, {}, true, false};
}

Result<Intake::Prepared> Intake::prepare_consent(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::consent));
  HUECRY_TRY(documents::Consent consent, documents::read_consent(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(consent.iss, peer));
  if (!trust->members().contains(consent.recipient))
    return Error(Errc::payload_rule, "to is " + std::string(consent.recipient.text()) + ", which has no bureau here");

  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::policy;
  record.id = consent.id;
  record.ver = 1;
  record.iss = consent.iss;
  return Prepared{{std::move(record), settle_followed(std::move(consent))}, {}, false, false};
}

Result<Intake::Prepared> Intake::prepare_hit(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::hit));
  HUECRY_TRY(documents::Hit hit, documents::read_hit(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(hit.iss, peer));

  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::evidence;
  record.id = hit.id;
  record.ver = 1;
  record.iss = hit.iss;
  return Prepared{{std::move(record), settle_hit(services_, std::move(hit))}, {}, false, false};
}

Result<Accepted> Intake::accepted(Prepared const& prepared, Accepted answer, Result<journal::Receipt> receipt) const {
  if (!receipt) return std::move(receipt).error();
  if (receipt->duplicate) {
    receipt = journal::receipt_of(services_.store, receipt->position);
    if (!receipt) return std::move(receipt).error();
    receipt->duplicate = true;
    // The same text signed again is another object: the answer is about the first.
    HUECRY_TRY(journal::Record const first, journal::read(services_.store, receipt->position));
    name(answer, first);
    HUECRY_TRY(answer.redacted, with_edition(services_.store, answer));
  } else if (prepared.ruling) {
    answer.redacted = without_some_block(prepared.ruling->decision);
  }
  // Not of a consent: whether a request reached anybody would tell whether there is such a notice.
  if (prepared.tells) {
    answer.released = journal::recipients(receipt->deliveries, journal::DeliveryKind::document);
    answer.recalled = journal::recipients(receipt->deliveries, journal::DeliveryKind::recall);
  }
  bool const held = prepared.may_be_held && prepared.ruling->mode == policy::Cause::mode_held;
  answer.waits = prepared.waits || held;
  if (receipt->duplicate && prepared.ruling) {
    HUECRY_TRY(answer.waits, waits_now(services_.store, answer));
  }
  answer.receipt = *std::move(receipt);
  return answer;
}

asio::awaitable<std::vector<Result<Accepted>>> Intake::submit_all(std::vector<Result<Prepared>> prepared) {
  std::vector<Result<Accepted>> results;
  results.reserve(prepared.size());
  if (Result<> const proven = services_.time.check(services_.clock.now()); !proven) {
    results.assign(prepared.size(), Result<Accepted>(proven.error()));
    co_return results;
  }
  std::vector<journal::Proposal> proposals;
  for (auto& one : prepared) {
    results.push_back(one ? Result<Accepted>(named(one->proposal.record)) : Result<Accepted>(one.error()));
    if (one) proposals.push_back(std::move(one->proposal));
  }
  Receipts receipts;
  if (!proposals.empty()) receipts = co_await commit(services_.journal, std::move(proposals));

  auto next = receipts.begin();
  for (std::size_t i = 0; i < results.size(); ++i)
    if (results[i]) results[i] = accepted(*prepared[i], *std::move(results[i]), std::move(*next++));
  co_return results;
}

asio::awaitable<std::vector<Result<Accepted>>> Intake::submit_notices(certs::Identity const& peer,
                                                                      std::vector<std::string_view> bodies,
                                                                      Pause pause) {
  std::vector<Result<Prepared>> prepared;
  prepared.reserve(bodies.size());
  for (std::string_view body : bodies) {
    if (!prepared.empty() && prepared.size() % k_documents_a_turn == 0) co_await pause();
    prepared.push_back(prepare_notice(peer, body));
  }
  auto results = co_await submit_all(std::move(prepared));
  co_return results;
}

asio::awaitable<Result<Accepted>> Intake::submit_diffusion(certs::Identity const& peer, std::string_view body) {
  std::vector<Result<Prepared>> prepared;
  prepared.push_back(prepare_diffusion(peer, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

asio::awaitable<Result<Accepted>> Intake::submit_evidence(certs::Identity const& peer, std::string_view body) {
  std::vector<Result<Prepared>> prepared;
  prepared.push_back(prepare_evidence(peer, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

asio::awaitable<Result<Accepted>> Intake::submit_consent(certs::Identity const& peer, std::string_view body) {
  std::vector<Result<Prepared>> prepared;
  prepared.push_back(prepare_consent(peer, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

asio::awaitable<Result<Accepted>> Intake::submit_decision(certs::Identity const& peer, std::string_view body) {
  std::vector<Result<Prepared>> prepared;
  prepared.push_back(prepare_decision(peer, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

asio::awaitable<Result<Accepted>> Intake::submit_hit(certs::Identity const& peer, std::string_view body) {
  std::vector<Result<Prepared>> prepared;
  prepared.push_back(prepare_hit(peer, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

asio::awaitable<Result<Accepted>> Intake::submit_message(certs::Identity const& peer, std::string_view body) {
  std::vector<Result<Prepared>> prepared;
  auto proposal = propose_message(services_, peer, body);
  prepared.push_back(proposal ? Result<Prepared>(Prepared{*std::move(proposal), {}, true, false})
                              : Result<Prepared>(std::move(proposal).error()));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

asio::awaitable<Result<Accepted>> Intake::submit_policy(certs::Identity const& peer, PolicyName named,
                                                        std::string_view body) {
  std::vector<Result<Prepared>> prepared;
  prepared.push_back(prepare_policy(peer, named, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

policy::Circumstances circumstances(certs::TrustSnapshot const& trust, UnixMillis at) {
  policy::Circumstances now;
  now.members = {trust.members(), trust.suspended()};
  now.at = to_seconds(at);
  return now;
}

}
