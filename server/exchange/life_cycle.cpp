#include "server/exchange/life_cycle.hpp"

#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::Action;
using documents::Notice;

struct Step {
  index::State after;
  CountrySet audience;  // get the document
  CountrySet holders;   // of earlier versions; those outside the audience must give up what they hold
};

Result<> check_follows(Notice const& notice, std::optional<index::Head> const& head) {
  std::uint32_t const in_force = head ? head->ver : 0;
  if (notice.ver == in_force + 1) return ok();
  if (!head) return Error(Errc::version_conflict, "there is no earlier version: begin with ver 1");
  return Error(Errc::version_conflict,
               "version " + std::to_string(in_force) + " is in force: send ver " + std::to_string(in_force + 1));
}

Result<Step> next_step(Notice const& notice, policy::Decision const& decision, std::optional<index::Head> const& head) {
  if (head && head->state != index::State::published)
    return Error(Errc::state_conflict,
                 "the notice is " + std::string(to_text(head->state)) + "; that is final, submit a new one");
  HUECRY_CHECK(check_follows(notice, head));
  if (!head && notice.action == Action::withdraw) return Error(Errc::state_conflict, "there is nothing to withdraw");
  CountrySet const holders = head ? head->holders : CountrySet{};
  if (notice.action == Action::withdraw) return Step{index::State::withdrawn, {}, holders};
  return Step{index::State::published, decision.allowed, holders};
}

void fill(journal::Record& record, Notice const& notice, Step const& step, std::optional<index::Head> const& head) {
  record.deliveries = index::deliveries_for(step.audience, step.holders);
  index::NoticeFacts facts = index::facts_of(notice, step.after);
  if (head) facts.prior = head->current.position;
  record.facts = index::encode(facts);
}

Result<> check_item(kv::Reader const& state, index::NoticeVersion const& named, Digest const& object,
                    CountryCode signer) {
  HUECRY_TRY(auto const version, index::version_of(state, named.iss, named.id, named.ver));
  // Not released and absent must look alike: evidence is no way to ask what exists.
  bool const given = version && (version->released | version->recalled).contains(signer);
  if (!given) return Error(Errc::not_found);
  if (version->object != object)
    return Error(Errc::payload_rule, "obj of " + named.id + " version " + std::to_string(named.ver) +
                                         " is not the digest of the document that was delivered");
  return ok();
}

}

journal::Settle settle_notice(Notice notice, policy::Decision decision) {
  return [notice = std::move(notice), decision = std::move(decision)](
             kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(auto const head, index::current_head(state, notice.iss, notice.id));
    HUECRY_TRY(Step const step, next_step(notice, decision, head));
    fill(record, notice, step, head);
    return journal::Settled::proceed();
  };
}

journal::Settle settle_evidence(documents::Evidence evidence) {
  return
      [evidence = std::move(evidence)](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
        HUECRY_TRY(auto const facts, index::decode_evidence_facts(record.facts));
        for (std::size_t i = 0; i < facts.items.size(); ++i)
          HUECRY_CHECK(check_item(state, facts.items[i], evidence.items[i].obj, facts.by));
        return journal::Settled::proceed();
      };
}

}
