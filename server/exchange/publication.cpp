#include "server/exchange/publication.hpp"

#include <algorithm>
#include <iterator>

#include "protocol/base/encoding.hpp"
#include "protocol/documents/blocks.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/record.hpp"
#include "protocol/policy/subject_form.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/holders.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using journal::DeliveryKind;
using json::Json;

Json countries_json(CountrySet const& countries) {
  Json list = Json::array();
  for (CountryCode const country : countries.members()) list.push_back(country.text());
  return list;
}

Json entities_json(std::vector<journal::Entity> const& entities) {
  Json list = Json::array();
  for (journal::Entity const& entity : entities) list.push_back(to_text(entity));
  return list;
}

Json named(index::Live const& notice) { return {{"v", 1}, {"id", notice.head.id}, {"ver", notice.version.ver}}; }

/// signing.md §2.5. `blocked`: those whom it names must give the document up.
std::string statement(index::Live const& notice, Publication const& publication, Grounds const& grounds) {
  Json payload = named(notice);
  payload["obj"] = to_base64url(notice.version.object);
  if (notice.head.number.n != 0) payload["number"] = index::to_text(notice.head.number);
  payload["state"] = publication.kind == DeliveryKind::document ? to_text(notice.head.state) : "blocked";
  payload["aud"] = countries_json(publication.to.bureaus);
  if (!publication.to.entities.empty()) payload["entities"] = entities_json(publication.to.entities);
  payload["pol"] = to_base64url(grounds.decision.policy);
  payload["from"] = grounds.now.at.time_since_epoch().count();
  return json::write(payload);
}

/// The issuer's text without the blocks, bound to the whole by its digest.
Result<std::string> edition(kv::Reader const& state, index::Live const& notice, Publication const& publication) {
  HUECRY_TRY(journal::Record const record, journal::read(state, publication.facts.of));
  HUECRY_TRY(auto const document, envelope::parse_compact(record.document, document_type(notice.head)));
  Json whole = Json::parse(document.payload(), nullptr, false);
  if (whole.is_discarded()) return Error(Errc::corrupt, "a notice that is no JSON");
  Json payload = named(notice);
  payload["iss"] = notice.head.iss.text();
  if (notice.head.diffusion) payload["channel"] = life::thing_of(true);
  payload["of"] = to_base64url(notice.version.object);
  payload["missing"] = Json::array();
  for (std::size_t block = 0; block < policy::k_blocks.size(); ++block) {
    if (!policy::has_bit(publication.facts.missing, block)) continue;
    payload["missing"].push_back(policy::k_blocks[block]);
    documents::remove_block(whole, policy::k_blocks[block]);
  }
  payload["notice"] = std::move(whole);
  return json::write(payload);
}

std::string identity(Publication const& publication, journal::Position first, std::uint64_t run) {
  std::string_view const kind = publication.kind == DeliveryKind::recall ? "recall" : "release";
  return std::string(kind) + "-" + std::to_string(run) + "-" + std::to_string(first) + "-" +
         std::to_string(publication.facts.missing);
}

/// What policy calls for now, on the committer's thread, where nothing can come in between.
Result<ReleaseChange> change_now(Services const& services, kv::Reader const& state, Publication const& publication,
                                 UnixMillis at) {
  auto const& named = publication.facts.notice;
  HUECRY_TRY(auto const head, index::current_head(state, named.iss, named.id));
  if (!head || head->ver != named.ver || !life::is_live(head->state))
    return Error(Errc::state_conflict, "the version is not in force any more");
  HUECRY_TRY(auto const version, index::version_of(state, named.iss, named.id, named.ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  auto const policy = services.policy.get();
  auto const trust = services.trust.current();
  HUECRY_TRY(auto const now, circumstances_for(state, *trust, at, *head, version->ver));
  HUECRY_TRY(Grounds const grounds, grounds_of(policy, version->facts.subject, now));
  return due_change(state, *trust, grounds, {*head, *version});
}

journal::Settle settle(Services const& services, Publication const& publication) {
  return [&services, publication](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(ReleaseChange const change, change_now(services, state, publication, record.received));
    Recipients const& due =
        publication.kind == DeliveryKind::recall ? change.take : change.give[publication.facts.missing];
    if (due != publication.to) return Error(Errc::state_conflict, "policy changed meanwhile");
    return journal::Settled::proceed();
  };
}

bool is_suspended(certs::TrustSnapshot const& trust, journal::Entity const& entity) {
  auto const* const party = trust.party(entity.country, entity.organisation);
  return party != nullptr && party->suspended;
}

/// Who has taken it, and has exactly what it may have but for the mode, keeps it; an entity, if its bureau does.
Result<> spare_takers(kv::Reader const& state, certs::TrustSnapshot const& trust, Grounds const& grounds,
                      index::Live const& notice, std::vector<index::Holding> const& holdings, ReleaseChange& change) {
  bool const stopped = grounds.policy.mode_cause(grounds.subject, grounds.now) != policy::Cause::permitted;
  if (!notice.head.diffusion || !stopped) return ok();
  policy::Circumstances kept = grounds.now;
  kept.stage = policy::Stage::keep;
  HUECRY_TRY(CountrySet const taken, takers(state, notice.head));
  CountrySet const spared = taken & served(grounds.policy.decide(grounds.subject, kept), notice.version);
  change.take.bureaus = change.take.bureaus - spared;
  for (EntityRight const& right : entity_rights(trust, grounds.policy, grounds.subject, kept)) {
    auto const is_its = [&](index::Holding const& holding) {
      return holding.entity == right.entity && holding.taken() && holding.ver == notice.version.ver &&
             holding.missing == right.decision.redactions;
    };
    bool const keeps =
        spared.contains(right.entity.country) && may_have(right.decision) && std::ranges::any_of(holdings, is_its);
    if (keeps) std::erase(change.take.entities, right.entity);
  }
  return ok();
}

}

std::vector<EntityRight> entity_rights(certs::TrustSnapshot const& trust, policy::CompiledPolicy const& policy,
                                       policy::Subject const& subject, policy::Circumstances const& now) {
  auto const authorised = authorised_entities(trust, policy);
  auto const decisions = policy.decide(std::span<policy::Principal const>(authorised), subject, now);
  std::vector<EntityRight> rights;
  rights.reserve(authorised.size());
  for (std::size_t i = 0; i < authorised.size(); ++i)
    rights.push_back({{authorised[i].country, authorised[i].organisation}, decisions[i]});
  return rights;
}

Result<Grounds> grounds_of(policy::CompiledPolicy const& policy, std::string_view subject,
                           policy::Circumstances const& now) {
  HUECRY_TRY(policy::Subject const asked, policy::decode_subject(policy.vocabulary(), subject));
  policy::Decision const decision = policy.decide(asked, now);
  return Grounds{policy, asked, now, decision};
}

envelope::DocumentType document_type(index::Head const& head) noexcept {
  return head.diffusion ? envelope::DocumentType::diffusion : envelope::DocumentType::notice;
}

Result<bool> lets_have(policy::CompiledPolicy const& policy, std::string_view subject, policy::Circumstances const& now,
                       Reader const& reader, policy::Bits missing) {
  HUECRY_TRY(auto const asked, policy::decode_subject(policy.vocabulary(), subject));
  if (reader.entity) {
    auto const decision = policy.decide(*reader.entity, asked, now);
    return may_have(decision) && decision.redactions == missing;
  }
  auto const decision = policy.decide(asked, now);
  return decision.allowed.contains(reader.country) && decision.redactions(reader.country) == missing;
}

Result<ReleaseChange> due_change(kv::Reader const& state, certs::TrustSnapshot const& trust, Grounds const& grounds,
                                 index::Live const& notice) {
  ReleaseChange change = release_change(grounds.decision, notice.version, notice.head.holders);
  change.take.bureaus = change.take.bureaus - grounds.now.members.suspended;
  HUECRY_TRY(auto const holdings, index::holdings_of(state, notice.head.first.position));
  auto const rights = entity_rights(trust, grounds.policy, grounds.subject, grounds.now);
  add_entities(change, rights, notice.version.ver, holdings);
  HUECRY_CHECK(spare_takers(state, trust, grounds, notice, holdings, change));
  std::erase_if(change.take.entities, [&trust](journal::Entity const& entity) { return is_suspended(trust, entity); });
  bool const frozen = grounds.policy.mode(notice.head.iss, grounds.now.at) == policy::Mode::suspended;
  if (frozen) keep_to_holders(change, notice.head.holders, holdings);
  return change;
}

Result<journal::Proposal> propose(Services const& services, HubSigner const& signer, kv::Reader const& state,
                                  Grounds const& grounds, index::Live const& notice, Publication const& publication,
                                  std::uint64_t run) {
  bool const whole = publication.facts.missing == 0;
  Result<std::string> payload =
      whole ? Result<std::string>(statement(notice, publication, grounds)) : edition(state, notice, publication);
  if (!payload) return std::move(payload).error();
  auto const type = whole ? envelope::DocumentType::publication : envelope::DocumentType::edition;
  HUECRY_TRY(journal::Record record, hub_record(signer, type, *std::move(payload), grounds.now.at));
  record.id = identity(publication, notice.head.first.position, run);
  record.policy = grounds.decision.policy;
  record.decision = policy::to_json(grounds.policy, grounds.subject, grounds.now, grounds.decision);
  record.crls = services.trust.current()->crl_set_digest();
  record.facts = index::encode(publication.facts);
  record.deliveries.push_back({publication.kind, publication.to.bureaus, publication.to.entities});
  journal::Settle check = settle(services, publication);
  return journal::Proposal{std::move(record), std::move(check)};
}

}
