#include "server/exchange/life_cycle.hpp"

#include <algorithm>

#include "protocol/policy/record.hpp"
#include "protocol/policy/subject_form.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/release_change.hpp"
#include "storage/index/holdings.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::Action;
using documents::Notice;
using journal::DeliveryKind;

struct Step {
  life::NoticeState after{};
  CountrySet whole;                       // get the document
  CountrySet recall;                      // must give up what they hold
  std::vector<journal::Entity> entities;  // the same, of a withdrawal; otherwise they follow (releases.hpp)
};

Result<> check_follows(Notice const& notice, std::optional<index::Head> const& head) {
  std::uint32_t const in_force = head ? head->ver : 0;
  if (notice.ver == in_force + 1) return ok();
  if (!head) return Error(Errc::version_conflict, "there is no earlier version: begin with ver 1");
  return Error(Errc::version_conflict,
               "version " + std::to_string(in_force) + " is in force: send ver " + std::to_string(in_force + 1));
}

Result<Step> next_step(Notice const& notice, Ruling const& ruling, std::optional<index::Head> const& head) {
  if (head && head->state != life::NoticeState::published)
    return Error(Errc::state_conflict,
                 "the notice is " + std::string(to_text(head->state)) + "; that is final, submit a new one");
  HUECRY_CHECK(check_follows(notice, head));
  if (!head && notice.action == Action::withdraw) return Error(Errc::state_conflict, "there is nothing to withdraw");
  CountrySet const holders = head ? head->holders : CountrySet{};
  if (notice.action == Action::withdraw) return Step{life::NoticeState::withdrawn, {}, holders, {}};
  ReleaseChange const change = release_change(ruling.decision, {}, holders);
  // A suspended member keeps what it holds, and is given what it missed once it is a member again.
  CountrySet const recall = change.take.bureaus - ruling.question.now.members.suspended;
  return Step{life::NoticeState::published, change.give.front().bureaus, recall, {}};
}

Result<std::vector<journal::Entity>> holding_entities(kv::Reader const& state, index::Head const& head) {
  HUECRY_TRY(auto const holdings, index::holdings_of(state, head.first.position));
  std::vector<journal::Entity> entities;
  for (index::Holding const& holding : holdings)
    if (holding.held()) entities.push_back(holding.entity);
  return entities;
}

/// By the mode, nobody gets what its origin sends. It must not enter either: once it is live, the mode would not hold
/// it back any more (policy::Stage). What stops something may always enter.
Result<> check_open(Notice const& notice, policy::Decision const& decision) {
  bool const closed = std::ranges::any_of(
      decision.reasons, [](policy::Reason const& reason) { return reason.cause == policy::Cause::mode_closed; });
  if (!closed || notice.action == Action::withdraw) return ok();
  return Error(Errc::state_conflict, "a corrective mode closes what " + std::string(notice.iss.text()) +
                                         " sends; the baseline policy says until when");
}

void deliver(journal::Record& record, DeliveryKind kind, CountrySet const& to, std::vector<journal::Entity> entities) {
  if (!to.empty() || !entities.empty()) record.deliveries.push_back({kind, to, std::move(entities)});
}

void fill(journal::Record& record, Notice const& notice, Step const& step, std::optional<index::Head> const& head,
          std::string subject) {
  deliver(record, DeliveryKind::document, step.whole, {});
  deliver(record, DeliveryKind::recall, step.recall, step.entities);
  index::NoticeFacts facts = index::facts_of(notice, step.after, std::move(subject));
  if (head) facts.prior = head->current.position;
  record.facts = index::encode(facts);
}

bool is_of(index::Version const& version, Digest const& object) {
  return version.object == object || std::ranges::any_of(version.editions, [&object](index::Edition const& edition) {
           return edition.object == object;
         });
}

Error not_what_was_delivered(index::NoticeVersion const& named) {
  return Error(Errc::payload_rule, "obj of " + named.id + " version " + std::to_string(named.ver) +
                                       " is not the digest of the document that was delivered");
}

Result<> check_item(kv::Reader const& state, index::NoticeVersion const& named, Digest const& object,
                    CountryCode signer) {
  HUECRY_TRY(auto const version, index::version_of(state, named.iss, named.id, named.ver));
  // Not released and absent must look alike: evidence is no way to ask what exists.
  bool const given = version && (version->released | version->recalled).contains(signer);
  if (!given) return Error(Errc::not_found);
  return is_of(*version, object) ? ok() : Result<>(not_what_was_delivered(named));
}

/// The same of an entity, which was given some edition of some versions of what it holds or held. That it was given
/// this one only its digest shows: whoever knows that has had it. Of a withdrawal it may speak once it was recalled.
Result<> check_held(kv::Reader const& state, index::NoticeVersion const& named, Digest const& object,
                    journal::Entity const& signer) {
  HUECRY_TRY(auto const head, index::current_head(state, named.iss, named.id));
  if (!head) return Error(Errc::not_found);
  HUECRY_TRY(auto const holding, index::holding_of(state, head->first.position, signer));
  if (!holding || (named.ver > holding->ver && holding->held())) return Error(Errc::not_found);
  HUECRY_TRY(auto const version, index::version_of(state, named.iss, named.id, named.ver));
  if (!version) return Error(Errc::not_found);
  return is_of(*version, object) ? ok() : Result<>(not_what_was_delivered(named));
}

/// As of the entry itself: a grant may have ended while the notice waited.
Result<> add_consents(Services const& services, kv::Reader const& state, index::Head const& head,
                      journal::Record const& entry, policy::Circumstances& now) {
  HUECRY_TRY(auto const with, circumstances_for(state, *services.trust.current(), entry.received, head, entry.ver));
  now.at = with.at;
  now.consented = with.consented;
  now.onward = with.onward;
  return ok();
}

}

void decide(policy::CompiledPolicy const& policy, Ruling& ruling, journal::Record& record) {
  auto const& [subject, now] = ruling.question;
  ruling.decision = policy.decide(subject, now);
  record.policy = ruling.decision.policy;
  record.decision = policy::to_json(policy, subject, now, ruling.decision);
}

journal::Settle settle_notice(Services const& services, Notice notice, std::shared_ptr<Ruling> ruling) {
  return [&services, notice = std::move(notice), ruling = std::move(ruling)](
             kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    auto const current = services.policy.get();
    HUECRY_TRY(auto const head, index::current_head(state, notice.iss, notice.id));
    bool const consents = head && head->has_grants;
    if (consents) HUECRY_CHECK(add_consents(services, state, *head, record, ruling->question.now));
    if (consents || current.digest() != record.policy) decide(current, *ruling, record);
    HUECRY_CHECK(check_open(notice, ruling->decision));
    HUECRY_TRY(Step step, next_step(notice, *ruling, head));
    if (head && step.after == life::NoticeState::withdrawn) {
      HUECRY_TRY(step.entities, holding_entities(state, *head));
    }
    fill(record, notice, step, head, policy::encode(current.vocabulary(), ruling->question.subject));
    return journal::Settled::proceed();
  };
}

journal::Settle settle_evidence(documents::Evidence evidence) {
  return
      [evidence = std::move(evidence)](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
        HUECRY_TRY(auto const facts, index::decode_evidence_facts(record.facts));
        for (std::size_t i = 0; i < facts.items.size(); ++i) {
          auto const& object = evidence.items[i].obj;
          HUECRY_CHECK(facts.by_entity ? check_held(state, facts.items[i], object, {facts.by, facts.party})
                                       : check_item(state, facts.items[i], object, facts.by));
        }
        return journal::Settled::proceed();
      };
}

}
