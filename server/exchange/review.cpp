#include "server/exchange/review.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/life/advance.hpp"
#include "server/exchange/holders.hpp"
#include "server/exchange/step_guards.hpp"

namespace huecry::exchange {
namespace {

using documents::ReviewDecision;
using life::Actor;
using life::Effect;
using life::NoticeEvent;
using life::NoticeState;
using life::NoticeTransition;

/// Who decides has seen what came before, and means the version that is there.
Result<> check_follows(kv::Reader const& state, ReviewDecision const& decision, Matter const& matter) {
  bool const of_request = life::is_about_request(decision.act);
  HUECRY_TRY(Digest const last, of_request                             ? index::last_step(state, matter.head)
                                : life::is_about_extract(decision.act) ? index::last_step_of_extract(state, matter.head)
                                                                       : index::last_step_in_force(state, matter.head));
  if (last != decision.prev)
    return Error(Errc::version_conflict, "prev is not the last step of this notice, which is " + to_base64url(last));
  bool const waits = of_request && matter.request;
  std::uint32_t const ver = waits ? matter.request->ver : matter.head.ver;
  if (ver == decision.ver) return ok();
  return Error(Errc::version_conflict, "it is about version " + std::to_string(decision.ver) + ", but version " +
                                           std::to_string(ver) + (waits ? " waits" : " is in force"));
}

std::optional<NoticeState> request_after(Matter const& matter, NoticeTransition const& step) {
  if (matter.head.diffusion) {
    bool const pending = step.to == NoticeState::held || step.to == NoticeState::sent;
    return pending ? std::optional(step.to) : std::nullopt;
  }
  if (!life::is_about_request(step.event))
    return matter.request && !step.effects.has(Effect::close_update) ? std::optional(matter.request->state)
                                                                     : std::nullopt;
  bool const open =
      step.to == NoticeState::requested || step.to == NoticeState::under_review || step.to == NoticeState::returned;
  return open ? std::optional(step.to) : std::nullopt;
}

/// While an update is looked at, the notice itself stays in force.
NoticeState notice_after(Matter const& matter, NoticeTransition const& step) {
  return life::is_about_request(step.event) && life::is_in_force(matter.head.state) ? matter.head.state : step.to;
}

Result<index::NoticeNumber> next_number(kv::Reader const& state, UnixSeconds now) {
  std::chrono::year_month_day const day{std::chrono::floor<std::chrono::days>(now)};
  auto const year = static_cast<std::uint16_t>(static_cast<int>(day.year()));
  HUECRY_TRY(std::uint32_t const last, index::last_number(state, year));
  return index::NoticeNumber{year, last + 1};
}

UnixSeconds until_of(ReviewDecision const& decision, UnixSeconds now) {
  if (decision.act == NoticeEvent::take) return now + limits::review_lease;
  return decision.answer_until.value_or(UnixSeconds{});
}

/// Holders learn what they must do: give it up, stop acting on it, go on, or keep it until another day.
Result<> tell_holders(kv::Reader const& state, Matter const& matter, NoticeTransition const& step,
                      journal::Record& record) {
  bool const recall = step.effects.has(Effect::recall);
  bool const tells = recall || step.effects.has(Effect::hold_back) || step.effects.has(Effect::tell_holders) ||
                     step.effects.has(Effect::show_review) || step.event == NoticeEvent::resume;
  if (!tells) return ok();
  HUECRY_TRY(auto entities, holding_entities(state, matter.head));
  if (matter.head.holders.empty() && entities.empty()) return ok();
  auto const kind = recall ? journal::DeliveryKind::recall : journal::DeliveryKind::document;
  record.deliveries.push_back({kind, matter.head.holders, std::move(entities)});
  return ok();
}

/// The source learns what others decided about its notice; not who works on it, nor what one of two has said.
bool tells_source(NoticeTransition const& step) {
  return step.event != NoticeEvent::take && step.event != NoticeEvent::release && step.to != NoticeState::under_review;
}

void tell_source(Matter const& matter, life::Set<Actor> actors, journal::Record& record) {
  if (actors.has(Actor::source)) return;
  for (journal::Delivery& delivery : record.deliveries)
    if (delivery.kind == journal::DeliveryKind::document) return delivery.to.add(matter.head.iss);
  record.deliveries.push_back({journal::DeliveryKind::document, CountrySet{matter.head.iss}, {}});
}

Result<> fill(kv::Reader const& state, ReviewDecision const& decision, Decider const& decider, Matter const& matter,
              NoticeTransition const& step, journal::Record& record) {
  index::DecisionFacts facts{{decision.source, decision.notice, decision.ver},
                             decision.act,
                             notice_after(matter, step),
                             request_after(matter, step),
                             decider.party,
                             until_of(decision, matter.now),
                             {},
                             decision.review_on};
  if (step.effects.has(Effect::number) && matter.head.number.n == 0) {
    HUECRY_TRY(facts.number, next_number(state, matter.now));
  }
  HUECRY_CHECK(tell_holders(state, matter, step, record));
  if (tells_source(step)) tell_source(matter, acts_as(decider, decision.source), record);
  record.facts = index::encode(facts);
  return ok();
}

/// The notice and its request stay where they are.
Result<> fill_extract(ReviewDecision const& decision, Decider const& decider, Matter const& matter,
                      life::Set<life::Guard> met, journal::Record& record) {
  auto const actors = acts_as(decider, decision.source);
  HUECRY_TRY(auto const* const step, life::advance(life::extract_life(), "public extract",
                                                   std::optional(matter.head.extract), decision.act, actors, met));
  index::DecisionFacts facts;
  facts.notice = {decision.source, decision.notice, decision.ver};
  facts.act = decision.act;
  facts.after = matter.head.state;
  if (matter.request) facts.request = matter.request->state;
  facts.party = decider.party;
  facts.extract = step->to;
  if (step->effects.has(Effect::tell_source)) tell_source(matter, actors, record);
  record.facts = index::encode(facts);
  return ok();
}

}

life::Set<Actor> acts_as(Decider const& decider, CountryCode source) {
  if (decider.role == certs::Role::hub) return {Actor::system};
  if (decider.role == certs::Role::bureau && decider.country == source) return {Actor::source};
  if (decider.role != certs::Role::secretariat) return {};
  if (decider.kind == "legal") return {Actor::legal};
  if (decider.kind == "commission") return {Actor::commission};
  return {Actor::reviewer, Actor::secretariat};
}

bool needs_two(policy::CompiledPolicy const& policy, documents::Colour colour) {
  return std::ranges::any_of(policy.set(), [colour](policy::VersionedPolicy const& version) {
    return version.policy.kind == documents::PolicyKind::baseline &&
           std::ranges::count(version.policy.four_eyes, documents::to_text(colour)) != 0;
  });
}

journal::Settle settle_decision(Services const& services, ReviewDecision decision, Decider decider,
                                std::function<void(NoticeName)> follow) {
  return [&services, decision = std::move(decision), decider = std::move(decider), follow = std::move(follow)](
             kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(Matter const matter, matter_of(state, decision, decider, to_seconds(record.received)));
    HUECRY_CHECK(check_follows(state, decision, matter));
    HUECRY_TRY(auto const met, guards_met(services, state, matter, decision, decider));
    if (life::is_about_extract(decision.act)) {
      HUECRY_CHECK(fill_extract(decision, decider, matter, met, record));
      return journal::Settled::proceed();
    }
    bool const diffusion = matter.head.diffusion;
    bool const of_request = !diffusion && life::is_about_request(decision.act) && matter.request;
    NoticeState const from = of_request ? matter.request->state : matter.head.state;
    HUECRY_TRY(NoticeTransition const* const step,
               life::advance(life::life_of(diffusion), life::thing_of(diffusion), std::optional(from), decision.act,
                             acts_as(decider, decision.source), met));
    HUECRY_CHECK(fill(state, decision, decider, matter, *step, record));
    if (step->effects.has(Effect::fan_out)) follow({decision.source, decision.notice});
    return journal::Settled::proceed();
  };
}

}
