#include "server/exchange/intake.hpp"

#include <utility>

#include "certs/trust/verify.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/policy/record.hpp"
#include "server/exchange/life_cycle.hpp"
#include "server/net/await_elsewhere.hpp"
#include "storage/index/facts.hpp"

namespace huecry::exchange {
namespace {

using Receipts = std::vector<Result<journal::Receipt>>;

/// Not a coroutine: the captures live in the object that await_elsewhere keeps.
asio::awaitable<Receipts> commit(journal::Journal& journal, std::vector<journal::Proposal> proposals) {
  auto start = [&journal, proposals = std::move(proposals)](auto done) mutable {
    journal.submit(std::move(proposals), std::move(done));
  };
  return net::await_elsewhere<Receipts>(std::move(start));
}

journal::Record record_of(envelope::SignedDocument const& document, certs::TrustSnapshot const& trust) {
  journal::Record record;
  record.document = document.compact();
  record.object = document.digest();
  record.signing = document.signing_digest();
  record.certificate = document.header().x5t;
  record.crls = trust.crl_set_digest();
  return record;
}

/// The envelope: form, signer, time, signature (steps 1 to 9).
Result<envelope::SignedDocument> verified(Services const& services, certs::TrustSnapshot const& trust,
                                          certs::Identity const& peer, std::string_view body,
                                          envelope::DocumentType type) {
  HUECRY_TRY(auto document, envelope::parse_container(body, type, limits::document_bytes_max));
  HUECRY_CHECK(certs::verify_document(trust, document, peer, services.clock.now()));
  return document;
}

Result<> check_issuer(CountryCode iss, certs::Identity const& peer) {
  if (iss == peer.country) return ok();
  return Error(Errc::payload_issuer,
               "iss is " + std::string(iss.text()) + ", the signer speaks for " + std::string(peer.country.text()));
}

void name(Accepted& answer, journal::Record const& record) {
  answer.id = record.id;
  answer.ver = record.ver;
  answer.iss = record.iss;
  answer.object = record.object;
}

/// The answer as far as it is known before the commit.
Result<Accepted> named(Result<journal::Proposal> const& prepared) {
  if (!prepared) return prepared.error();
  Accepted answer;
  name(answer, prepared->record);
  return answer;
}

Result<Accepted> accepted(kv::Reader const& state, Accepted answer, Result<journal::Receipt> receipt) {
  if (!receipt) return std::move(receipt).error();
  if (receipt->duplicate) {
    // The same text signed again is another object: the answer is about the first.
    HUECRY_TRY(journal::Record const first, journal::read(state, receipt->position));
    name(answer, first);
  }
  answer.released = journal::recipients(receipt->deliveries, journal::DeliveryKind::document);
  answer.recalled = journal::recipients(receipt->deliveries, journal::DeliveryKind::recall);
  answer.receipt = *std::move(receipt);
  return answer;
}

}

Result<journal::Proposal> Intake::prepare_notice(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::notice));
  HUECRY_TRY(documents::Notice notice, documents::read_notice(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(notice.iss, peer));
  if (!services_.publish_at_once) return Error(Errc::publication_closed);
  policy::Subject const subject = policy::subject_of(services_.policy.vocabulary(), notice);
  policy::Circumstances now = circumstances(services_, *trust);
  now.stage = policy::Stage::submit;
  policy::Decision decision = services_.policy.decide(subject, now);

  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::notice;
  record.id = notice.id;
  record.ver = notice.ver;
  record.iss = notice.iss;
  record.policy = decision.policy;
  record.decision = policy::to_json(services_.policy, subject, now, decision);
  return journal::Proposal{std::move(record), settle_notice(std::move(notice), std::move(decision))};
}

Result<journal::Proposal> Intake::prepare_evidence(certs::Identity const& peer, std::string_view body) const {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const document, verified(services_, *trust, peer, body, envelope::DocumentType::evidence));
  HUECRY_TRY(documents::Evidence const evidence, documents::read_evidence(services_.schemas, document.payload()));
  HUECRY_CHECK(check_issuer(evidence.iss, peer));
  HUECRY_TRY(index::EvidenceFacts facts, index::facts_of(evidence, peer.organisation));

  journal::Record record = record_of(document, *trust);
  record.kind = log::LeafKind::evidence;
  record.id = evidence.id;
  record.ver = 1;
  record.iss = evidence.iss;
  record.facts = index::encode(facts);
  return journal::Proposal{std::move(record), settle_evidence(evidence)};
}

asio::awaitable<std::vector<Result<Accepted>>> Intake::submit_all(std::vector<Result<journal::Proposal>> prepared) {
  std::vector<Result<Accepted>> results;
  results.reserve(prepared.size());
  std::vector<journal::Proposal> proposals;
  for (auto& one : prepared) {
    results.push_back(named(one));
    if (one) proposals.push_back(*std::move(one));
  }
  Receipts receipts;
  if (!proposals.empty()) receipts = co_await commit(services_.journal, std::move(proposals));

  auto next = receipts.begin();
  for (auto& result : results)
    if (result) result = accepted(services_.store, *std::move(result), std::move(*next++));
  co_return results;
}

asio::awaitable<std::vector<Result<Accepted>>> Intake::submit_notices(certs::Identity const& peer,
                                                                      std::vector<std::string_view> bodies) {
  std::vector<Result<journal::Proposal>> prepared;
  prepared.reserve(bodies.size());
  for (std::string_view body : bodies) prepared.push_back(prepare_notice(peer, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return results;
}

asio::awaitable<Result<Accepted>> Intake::submit_evidence(certs::Identity const& peer, std::string_view body) {
  std::vector<Result<journal::Proposal>> prepared;
  prepared.push_back(prepare_evidence(peer, body));
  auto results = co_await submit_all(std::move(prepared));
  co_return std::move(results.front());
}

policy::Circumstances circumstances(Services const& services, certs::TrustSnapshot const& trust) {
  policy::Circumstances now;
  now.members = {trust.members(), trust.suspended()};
  now.at = to_seconds(services.clock.now());
  return now;
}

}
