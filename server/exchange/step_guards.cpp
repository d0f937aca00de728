#include "server/exchange/step_guards.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/life/review_date.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/erasures.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::ReviewDecision;
using life::Guard;
using life::NoticeEvent;

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
Result<bool> is_open(Services const& services, certs::TrustSnapshot const& trust, Matter const& matter) {
  auto now = circumstances(trust, UnixMillis(matter.now));
  if (now.members.suspended.contains(matter.head.iss)) return false;
  now.stage = policy::Stage::submit;
  now.screened = true;
  HUECRY_TRY(Grounds const grounds, grounds_of(services.policy.get(), matter.facts.subject, now));
  return grounds.policy.mode_cause(grounds.subject, grounds.now) != policy::Cause::mode_closed;
}

/// A request is only accepted when the conditions of its colour hold (documents::read_notice); its review date may have
/// passed since.
bool conditions_hold(Matter const& matter) {
  return !matter.facts.review_on || life::review_ends(*matter.facts.review_on) > matter.now;
}

bool is_over(std::optional<UnixSeconds> const& time, UnixSeconds now) { return time && *time <= now; }

/// Of what the hub does by itself.
void add_times(Matter const& matter, life::Set<Guard>& met) {
  UnixSeconds const now = matter.now - limits::duty_delay;
  auto const& head = matter.head;
  if (matter.request && is_over(matter.request->answer_until, now)) met.add(Guard::answer_overdue);
  bool const ended = head.review_on && life::review_ends(*head.review_on) <= now;
  if (ended) met.add(Guard::review_overdue);
  if (!ended && is_over(head.review_due, now)) met.add(Guard::review_near);
  if (head.ended && *head.ended + limits::retention_after_end <= now) met.add(Guard::retention_over);
}

}

Result<Matter> matter_of(kv::Reader const& state, ReviewDecision const& decision, Decider const& decider,
                         UnixSeconds now) {
  HUECRY_TRY(auto head, index::current_head(state, decision.source, decision.notice));
  bool const sees_all = decider.role == certs::Role::secretariat || decider.role == certs::Role::hub;
  if (!head || !(sees_all || decider.country == decision.source)) return Error(Errc::not_found);
  Matter matter{*std::move(head), {}, {}, now};
  HUECRY_TRY(matter.request, index::request_of(state, matter.head.first.position));
  bool const of_request = matter.request && !life::is_about_extract(decision.act);
  std::uint32_t const ver = of_request ? matter.request->ver : matter.head.ver;
  HUECRY_TRY(auto version, index::version_of(state, decision.source, decision.notice, ver));
  if (!version) return Error(Errc::corrupt, "a notice without its version");
  matter.facts = std::move(version->facts);
  return matter;
}

Result<life::Set<Guard>> guards_met(Services const& services, kv::Reader const& state, Matter const& matter,
                                    ReviewDecision const& decision, Decider const& decider) {
  life::Set<Guard> met = life::extract_guards(matter.head.publicity, matter.head.state);
  auto const add = [&met](Guard guard, bool holds) {
    if (holds) met.add(guard);
  };
  auto const trust = services.trust.current();
  auto const& lease = matter.request ? matter.request->lease : std::nullopt;
  auto const [other, self] = signers_of(*trust, matter, decision.act, decider);
  bool const two = needs_two(services.policy.get(), matter.facts.colour);
  bool const mine = lease && lease->signer == decider.signer;
  add(Guard::conditions, conditions_hold(matter));
  add(Guard::other_country, decider.country != decision.source);
  add(Guard::free, !lease || lease->until <= matter.now);
  add(Guard::taken, mine || other);
  add(Guard::what_is_missing, !decision.missing.empty() && decision.answer_until &&
                                  *decision.answer_until > matter.now &&
                                  *decision.answer_until <= matter.now + limits::answer_time_max);
  add(Guard::ground, !decision.ground.empty());
  add(Guard::reason, !decision.reason.empty());
  add(Guard::one_signer, !two || other);
  add(Guard::two_signers, two && !other);
  add(Guard::not_before, !self || !two);
  add(Guard::review_date, decision.review_on && life::may_be_reviewed_on(*decision.review_on, matter.now) &&
                              (!matter.head.review_on || *decision.review_on > *matter.head.review_on));
  add_times(matter, met);
  bool const holds = std::ranges::count(matter.head.holds, decider.party) != 0;
  add(Guard::own_hold, holds);
  add(Guard::no_own_hold, !holds);
  add(Guard::no_hold, matter.head.holds.empty());
  if (decision.act == NoticeEvent::erase) {
    HUECRY_TRY(bool const closed, index::recalls_closed(state, matter.head));
    add(Guard::recalls_closed, closed);
  }
  add(Guard::few_asks, matter.head.extract_asks < limits::extract_asks_max);
  bool const sends =
      decision.act == NoticeEvent::approve || decision.act == NoticeEvent::send || life::is_about_extract(decision.act);
  if (!sends) return met;
  HUECRY_TRY(bool const open, is_open(services, *trust, matter));
  add(Guard::mode_open, open);
  return met;
}

}
