#include "server/exchange/review.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/life/advance.hpp"
#include "server/exchange/holders.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::ReviewDecision;
using life::Actor;
using life::Effect;
using life::Guard;
using life::NoticeEvent;
using life::NoticeState;
using life::NoticeTransition;

/// The notice as the decision finds it.
struct Matter {
  index::Head head;
  std::optional<index::Request> request;
  documents::Colour colour{};  // of the version that it is about
  UnixSeconds now;
};

bool is_about_request(NoticeEvent act) {
  switch (act) {
    case NoticeEvent::take:
    case NoticeEvent::release:
    case NoticeEvent::give_back:
    case NoticeEvent::refuse:
    case NoticeEvent::approve: return true;
    default: return false;
  }
}

Result<Matter> matter_of(kv::Reader const& state, ReviewDecision const& decision, Decider const& decider,
                         UnixSeconds now) {
  HUECRY_TRY(auto head, index::current_head(state, decision.source, decision.notice));
  bool const seen = decider.role == certs::Role::secretariat || decider.country == decision.source;
  if (!head || !seen) return Error(Errc::not_found);
  Matter matter{*std::move(head), {}, {}, now};
  HUECRY_TRY(matter.request, index::request_of(state, matter.head.first.position));
  matter.colour = matter.head.colour;
  if (!matter.request) return matter;
  HUECRY_TRY(auto const version, index::version_of(state, decision.source, decision.notice, matter.request->ver));
  if (version) matter.colour = version->facts.colour;
  return matter;
}

/// Who decides has seen what came before, and means the version that is there.
Result<> check_follows(kv::Reader const& state, ReviewDecision const& decision, Matter const& matter) {
  HUECRY_TRY(Digest const last, is_about_request(decision.act) ? index::last_step(state, matter.head)
                                                               : index::last_step_in_force(state, matter.head));
  if (last != decision.prev)
    return Error(Errc::version_conflict, "prev is not the last step of this notice, which is " + to_base64url(last));
  bool const of_request = is_about_request(decision.act) && matter.request;
  std::uint32_t const ver = of_request ? matter.request->ver : matter.head.ver;
  if (ver == decision.ver) return ok();
  return Error(Errc::version_conflict, "it is about version " + std::to_string(decision.ver) + ", but version " +
                                           std::to_string(ver) + (of_request ? " waits" : " is in force"));
}

struct Signers {
  bool other = false, self = false;  // has agreed to this act before
};
/// Bodies, not certificates: one body with two of them is not four eyes. What a certificate said that is revoked by now
/// does not count.
Signers signers_of(certs::TrustSnapshot const& trust, Matter const& matter, NoticeEvent act, Decider const& decider) {
  Signers signers;
  if (!matter.request) return signers;
  for (index::Agreement const& agreement : matter.request->agreements) {
    auto const* const row = trust.signer(agreement.signer);
    bool const stands = row != nullptr && !row->suspended && trust.verdict(*row, matter.now);
    if (agreement.act != act || !stands) continue;
    (agreement.party == decider.party ? signers.self : signers.other) = true;
  }
  return signers;
}

/// By the mode of now, not by that of the day when it was asked for; nor is anything published for a suspended member.
Result<bool> is_open(Services const& services, certs::TrustSnapshot const& trust, kv::Reader const& state,
                     Matter const& matter) {
  auto now = circumstances(trust, UnixMillis(matter.now));
  if (now.members.suspended.contains(matter.head.iss)) return false;
  std::uint32_t const ver = matter.request ? matter.request->ver : matter.head.ver;
  HUECRY_TRY(auto const version, index::version_of(state, matter.head.iss, matter.head.id, ver));
  if (!version) return Error(Errc::corrupt, "a request without its version");
  now.stage = policy::Stage::submit;
  now.screened = true;
  HUECRY_TRY(Grounds const grounds, grounds_of(services.policy.get(), *version, now));
  return !is_closed(grounds.decision);
}

life::Set<Guard> guards_met(Matter const& matter, ReviewDecision const& decision, Decider const& decider,
                            Signers const& signers, bool two) {
  // A request is only accepted when the conditions of its colour hold (documents::read_notice).
  life::Set<Guard> met{Guard::conditions};
  auto const add = [&met](Guard guard, bool holds) {
    if (holds) met.add(guard);
  };
  auto const& lease = matter.request ? matter.request->lease : std::nullopt;
  auto const [other, self] = signers;
  bool const mine = lease && lease->signer == decider.signer;
  add(Guard::other_country, decider.country != decision.source);
  add(Guard::free, !lease || lease->until <= matter.now);
  add(Guard::taken, mine || other);
  add(Guard::what_is_missing,
      !decision.missing.empty() && decision.answer_until && *decision.answer_until > matter.now);
  add(Guard::ground, !decision.ground.empty());
  add(Guard::reason, !decision.reason.empty());
  add(Guard::one_signer, !two || other);
  add(Guard::two_signers, two && !other);
  add(Guard::not_before, !self || !two);
  return met;
}

std::optional<NoticeState> request_after(Matter const& matter, NoticeTransition const& step, bool of_request) {
  if (!of_request)
    return matter.request && !step.effects.has(Effect::close_update) ? std::optional(matter.request->state)
                                                                     : std::nullopt;
  bool const open =
      step.to == NoticeState::requested || step.to == NoticeState::under_review || step.to == NoticeState::returned;
  return open ? std::optional(step.to) : std::nullopt;
}

/// While an update is looked at, the notice itself stays in force.
NoticeState notice_after(Matter const& matter, NoticeTransition const& step, bool of_request) {
  return of_request && life::is_in_force(matter.head.state) ? matter.head.state : step.to;
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

/// Holders learn what they must do: give it up, stop acting on it, or go on.
Result<> deliver(kv::Reader const& state, Matter const& matter, NoticeTransition const& step, journal::Record& record) {
  bool const recall = step.effects.has(Effect::recall);
  if (!recall && !step.effects.has(Effect::hold_back) && step.event != NoticeEvent::resume) return ok();
  HUECRY_TRY(auto entities, holding_entities(state, matter.head));
  if (matter.head.holders.empty() && entities.empty()) return ok();
  auto const kind = recall ? journal::DeliveryKind::recall : journal::DeliveryKind::document;
  record.deliveries.push_back({kind, matter.head.holders, std::move(entities)});
  return ok();
}

Result<> fill(kv::Reader const& state, ReviewDecision const& decision, Decider const& decider, Matter const& matter,
              NoticeTransition const& step, journal::Record& record) {
  bool const of_request = is_about_request(decision.act);
  index::DecisionFacts facts{{decision.source, decision.notice, decision.ver},
                             decision.act,
                             notice_after(matter, step, of_request),
                             request_after(matter, step, of_request),
                             decider.party,
                             until_of(decision, matter.now),
                             {}};
  if (step.effects.has(Effect::number) && matter.head.number.n == 0) {
    HUECRY_TRY(facts.number, next_number(state, matter.now));
  }
  HUECRY_CHECK(deliver(state, matter, step, record));
  record.facts = index::encode(facts);
  return ok();
}

}

life::Set<Actor> acts_as(Decider const& decider, CountryCode source) {
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
    bool const two = needs_two(services.policy.get(), matter.colour);
    auto const trust = services.trust.current();
    auto met = guards_met(matter, decision, decider, signers_of(*trust, matter, decision.act, decider), two);
    if (decision.act == NoticeEvent::approve) {
      HUECRY_TRY(bool const open, is_open(services, *trust, state, matter));
      if (open) met.add(Guard::mode_open);
    }
    NoticeState const from =
        is_about_request(decision.act) && matter.request ? matter.request->state : matter.head.state;
    HUECRY_TRY(NoticeTransition const* const step, life::advance(life::notice_life(), "notice", std::optional(from),
                                                                 decision.act, acts_as(decider, decision.source), met));
    HUECRY_CHECK(fill(state, decision, decider, matter, *step, record));
    if (step->effects.has(Effect::fan_out)) follow({decision.source, decision.notice});
    return journal::Settled::proceed();
  };
}

}
