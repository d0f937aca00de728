#include "server/exchange/hits.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/life/advance.hpp"
#include "protocol/policy/subject_form.hpp"
#include "server/exchange/consents.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::HitAct;
using life::Actor;
using life::Effect;
using life::Guard;
using life::HitEvent;
using life::HitState;
using life::HitTransition;

/// The notice, of whose version it was given the whole or an edition; to all others there is none.
Result<index::Head> given_notice(kv::Reader const& state, documents::Hit const& hit) {
  HUECRY_TRY(auto const version, index::version_of(state, hit.source, hit.notice, hit.ver));
  if (!version || !version->released.contains(hit.reporter)) return Error(Errc::not_found);
  HUECRY_TRY(auto head, index::current_head(state, hit.source, hit.notice));
  if (!head) return Error(Errc::corrupt, "a version without its notice");
  return *std::move(head);
}

/// Of one side; to all others there is no such hit.
Result<index::Hit> own_hit(kv::Reader const& state, documents::Hit const& hit) {
  HUECRY_TRY(auto found, index::hit_named(state, hit.reporter, hit.of));
  bool const own = found && found->notice.id == hit.notice && (hit.iss == found->reporter || hit.iss == hit.source);
  if (!own) return Error(Errc::not_found);
  return *std::move(found);
}

/// A report is a question, the rest are answers: READ_ONLY closes the one, SUSPENDED both (docs/policy.md).
bool is_open_to(policy::CompiledPolicy const& policy, documents::Hit const& hit, UnixSeconds now) {
  auto const mode = policy.mode(hit.iss, now);
  if (mode == policy::Mode::suspended) return false;
  return mode != policy::Mode::read_only || hit.act != HitAct::report;
}

bool is_pause(index::Hit const& known, documents::Hit const& hit, UnixSeconds now) {
  return hit.until && *hit.until > now && *hit.until <= now + limits::hit_pause_max &&
         known.pauses.size() < limits::hit_pauses_max;
}

Result<HitTransition const*> step_of(std::optional<HitState> from, HitEvent event, Actor actor, life::Set<Guard> met) {
  return life::advance(life::hit_life(), "hit", from, event, {actor}, met);
}

/// Whoever must learn of it; the other side has said it.
void tell(HitTransition const& step, CountryCode source, CountryCode reporter, CountrySet const& others,
          journal::Record& record) {
  CountrySet to;
  if (step.effects.has(Effect::tell_others)) to = others;
  if (step.effects.has(Effect::tell_source)) to.add(source);
  if (step.effects.has(Effect::tell_holders)) to.add(reporter);
  record.deliveries.push_back({journal::DeliveryKind::document, to, {}});
}

/// Others who have the notice, and whom the policy of its source lets know of a report. Nobody new learns of what a
/// suspended source has; nor of more than so many reports of one bureau, for each goes to all their inboxes.
Result<CountrySet> others(Services const& services, kv::Reader const& state, index::Head const& head,
                          CountryCode reporter, UnixMillis at) {
  auto const policy = services.policy.get();
  if (policy.mode(head.iss, to_seconds(at)) == policy::Mode::suspended) return CountrySet{};
  HUECRY_TRY(std::size_t const before, index::count_hits(state, head.first.position, reporter, limits::hits_told_max));
  if (before == limits::hits_told_max) return CountrySet{};
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, head.ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  HUECRY_TRY(auto const now, circumstances_for(state, *services.trust.current(), at, head, head.ver));
  HUECRY_TRY(auto const subject, policy::decode_subject(policy.vocabulary(), version->facts.subject));
  return (policy.told_of_hits(subject, now) & head.holders) - CountrySet{head.iss, reporter};
}

Result<> settle_report(Services const& services, kv::Reader const& state, documents::Hit const& hit,
                       life::Set<Guard> met, journal::Record& record) {
  HUECRY_TRY(index::Head const head, given_notice(state, hit));
  if (life::is_live(head.state) && head.holders.contains(hit.reporter)) met.add(Guard::holds);
  HUECRY_TRY(std::size_t const open, index::open_hits(state, head.first.position, hit.reporter, limits::hit_open_max));
  if (open < limits::hit_open_max) met.add(Guard::few_open);
  HUECRY_TRY(auto const* const step, step_of({}, hit.event, Actor::recipient, met));
  HUECRY_TRY(CountrySet const told, others(services, state, head, hit.reporter, record.received));
  tell(*step, hit.source, hit.reporter, told, record);
  record.facts = index::encode(index::HitFacts{
      hit.event, step->to, {hit.source, hit.notice, hit.ver}, hit.reporter, 0, hit.clock, {}, {}, told});
  return ok();
}

Result<> settle_step(kv::Reader const& state, documents::Hit const& hit, life::Set<Guard> met,
                     journal::Record& record) {
  HUECRY_TRY(index::Hit const known, own_hit(state, hit));
  HUECRY_TRY(index::Head const head, index::head_at(state, known.first));
  if (head.state == life::NoticeState::deleted)
    return Error(Errc::state_conflict, head.id + " was erased: nothing more is said about hits on it");
  if (!known.answer) met.add(Guard::unanswered);
  if (is_pause(known, hit, to_seconds(record.received))) met.add(Guard::pause);
  Actor const actor = hit.iss == hit.source ? Actor::source : Actor::recipient;
  HUECRY_TRY(auto const* const step, step_of(known.state, hit.event, actor, met));
  // Whatever policy says by now: a report that turned out wrong must not stand where it was told.
  tell(*step, hit.source, hit.reporter, known.told & head.holders, record);
  record.facts = index::encode(index::HitFacts{hit.event, step->to, known.notice, hit.reporter, known.entered.position,
                                               known.clock, hit.code, hit.until.value_or(UnixSeconds{})});
  return ok();
}

}

journal::Settle settle_hit(Services const& services, documents::Hit hit) {
  return
      [&services, hit = std::move(hit)](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
        life::Set<Guard> met;
        if (is_open_to(services.policy.get(), hit, to_seconds(record.received))) met.add(Guard::mode_answers);
        HUECRY_CHECK(hit.act == HitAct::report ? settle_report(services, state, hit, met, record)
                                               : settle_step(state, hit, met, record));
        return journal::Settled::proceed();
      };
}

journal::Settle settle_overdue_hit(journal::Position of) {
  return [of](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(index::Hit const known, index::hit_at(state, of));
    auto const due = known.due();
    bool const passed = due && *due + limits::duty_delay <= to_seconds(record.received);
    if (!passed) return Error(Errc::version_conflict, "nothing is due of this hit any more");
    HUECRY_TRY(auto const* const step, step_of(known.state, HitEvent::overdue, Actor::system, {Guard::limit_passed}));
    tell(*step, known.notice.iss, known.reporter, {}, record);
    record.facts = index::encode(
        index::HitFacts{HitEvent::overdue, step->to, known.notice, known.reporter, of, known.clock, {}, {}});
    return journal::Settled::proceed();
  };
}

}
