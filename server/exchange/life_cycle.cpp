#include "server/exchange/life_cycle.hpp"

#include <utility>

#include "protocol/life/advance.hpp"
#include "protocol/life/notice_life.hpp"
#include "protocol/life/review_date.hpp"
#include "protocol/policy/record.hpp"
#include "protocol/policy/subject_form.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/holders.hpp"
#include "server/exchange/publication.hpp"
#include "server/exchange/release_change.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::Action;
using documents::Notice;
using journal::DeliveryKind;
using life::Guard;
using life::NoticeEvent;

struct Step {
  life::NoticeState after{};
  bool waits = false;                     // for the secretariat
  CountrySet whole;                       // get the document
  CountrySet recall;                      // must give up what they hold
  std::vector<journal::Entity> entities;  // the same, of an end; otherwise they follow (releases.hpp)
};

/// Where a notice stands before this version of it.
struct Before {
  std::optional<index::Head> head;
  std::optional<index::Request> request;
  std::string file_no;  // of the newest version that asks, or is in force

  /// Of what the version is about: a request that is open, else the notice.
  [[nodiscard]] std::optional<life::NoticeState> state(Action action) const {
    if (!head) return std::nullopt;
    bool const ends = action == Action::withdraw && life::is_in_force(head->state);
    return request && !ends ? request->state : head->state;
  }
};

Result<Before> before_of(kv::Reader const& state, Notice const& notice) {
  Before before;
  HUECRY_TRY(before.head, index::current_head(state, notice.iss, notice.id));
  if (!before.head) return before;
  before.file_no = before.head->file_no;
  HUECRY_TRY(before.request, index::request_of(state, before.head->first.position));
  if (!before.request) return before;
  HUECRY_TRY(auto const version, index::version_of(state, notice.iss, notice.id, before.request->ver));
  if (version) before.file_no = version->facts.file_no;
  return before;
}

Result<> check_follows(Notice const& notice, std::optional<index::Head> const& head) {
  std::uint32_t const newest = head ? head->newest : 0;
  if (notice.ver == newest + 1) return ok();
  if (!head) return Error(Errc::version_conflict, "there is no earlier version: begin with ver 1");
  return Error(Errc::version_conflict,
               "version " + std::to_string(newest) + " is the newest: send ver " + std::to_string(newest + 1));
}

/// A diffusion cannot be taken back as a notice, nor a notice as a diffusion: the two have different lives.
Result<> check_same_way(Notice const& notice, std::optional<index::Head> const& head) {
  if (!head || head->diffusion == notice.diffusion) return ok();
  return Error(Errc::state_conflict, notice.id + " is a " + std::string(life::thing_of(head->diffusion)) +
                                         ": its next version must be one, too");
}

NoticeEvent event_of(Notice const& notice, std::optional<life::NoticeState> from) {
  bool const was = from && life::was_published(*from);
  if (notice.action == Action::withdraw) return was ? NoticeEvent::withdraw : NoticeEvent::drop;
  if (notice.diffusion) return NoticeEvent::send;
  return !from || was ? NoticeEvent::submit : NoticeEvent::resubmit;
}

/// What a version meets that its reader, check_open and check_follows let pass.
life::Set<Guard> guards_met(Notice const& notice, Ruling const& ruling, Before const& before) {
  life::Set<Guard> met{Guard::conditions, Guard::next_version};
  met.add(ruling.mode == policy::Cause::mode_held ? Guard::mode_screened : Guard::mode_open);
  if (!notice.reason.empty()) met.add(Guard::reason);
  if (before.file_no == notice.file_no) met.add(Guard::file_number);
  return met;
}

/// Without a review desk a submission is its own approval.
Result<Step> next_step(kv::Reader const& state, Notice const& notice, Ruling const& ruling, Before const& before,
                       bool at_once) {
  auto const from = before.state(notice.action);
  HUECRY_TRY(life::NoticeTransition const* const row,
             life::advance(life::life_of(notice.diffusion), life::thing_of(notice.diffusion), from,
                           event_of(notice, from), {life::Actor::source}, guards_met(notice, ruling, before)));
  HUECRY_CHECK(check_follows(notice, before.head));
  Step step{row->to, false, {}, {}, {}};
  if (notice.action == Action::withdraw) {
    if (!row->effects.has(life::Effect::recall)) return step;
    step.recall = before.head->holders;
    HUECRY_TRY(step.entities, holding_entities(state, *before.head));
    return step;
  }
  step.waits = notice.diffusion ? row->to == life::NoticeState::held : !at_once;
  if (at_once && before.head && before.head->state == life::NoticeState::suspended)
    return Error(Errc::state_conflict, "the notice is suspended: nobody but the secretariat lets it go on");
  if (step.waits) {
    step.after = before.head && life::is_in_force(before.head->state) ? before.head->state : row->to;
    return step;
  }
  ReleaseChange const change = release_change(ruling.decision, {}, before.head ? before.head->holders : CountrySet{});
  step.after = notice.diffusion ? row->to : life::NoticeState::published;
  step.whole = change.give.front().bureaus;
  // A suspended member keeps what it holds, and is given what it missed once it is a member again.
  step.recall = change.take.bureaus - ruling.question.now.members.suspended;
  return step;
}

/// By the mode, nobody gets what its origin sends. It must not enter either: once it is live, the mode would not hold
/// it back any more (policy::Stage). What stops something may always enter.
Result<> check_open(Notice const& notice, policy::Cause mode) {
  if (mode != policy::Cause::mode_closed || notice.action == Action::withdraw) return ok();
  return Error(Errc::state_conflict, "a corrective mode closes what " + std::string(notice.iss.text()) +
                                         " sends; the baseline policy says until when");
}

/// Else it would end as soon as it begins.
Result<> check_review(Notice const& notice, UnixSeconds now) {
  if (!notice.review_on || life::may_be_reviewed_on(*notice.review_on, now)) return ok();
  return Error(Errc::payload_rule, "the review date is not to come",
               {{"/review_on", "must lie after today, and at most five years on"}});
}

void deliver(journal::Record& record, DeliveryKind kind, CountrySet const& to, std::vector<journal::Entity> entities) {
  if (!to.empty() || !entities.empty()) record.deliveries.push_back({kind, to, std::move(entities)});
}

void fill(journal::Record& record, Notice const& notice, Step const& step, std::optional<index::Head> const& head,
          std::string subject) {
  deliver(record, DeliveryKind::document, step.whole, {});
  deliver(record, DeliveryKind::recall, step.recall, step.entities);
  index::NoticeFacts facts = index::facts_of(notice, step.after, std::move(subject));
  facts.waits = step.waits;
  if (head && life::was_published(head->state)) facts.prior = head->current.position;
  record.facts = index::encode(facts);
  record.content = index::encode_content(facts);
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
  ruling.mode = policy.mode_cause(subject, now);
  record.policy = ruling.decision.policy;
  record.decision = policy::to_json(policy, subject, now, ruling.decision);
}

journal::Settle settle_notice(Services const& services, Notice notice, std::shared_ptr<Ruling> ruling) {
  return [&services, notice = std::move(notice), ruling = std::move(ruling)](
             kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    auto const current = services.policy.get();
    HUECRY_CHECK(check_review(notice, to_seconds(record.received)));
    HUECRY_TRY(Before const before, before_of(state, notice));
    HUECRY_CHECK(check_same_way(notice, before.head));
    bool const consents = before.head && before.head->has_grants;
    if (consents) HUECRY_CHECK(add_consents(services, state, *before.head, record, ruling->question.now));
    // Time has gone on since it was looked at, and a mode or a rule may have begun or ended meanwhile.
    auto const at = to_seconds(record.received);
    bool const is_later = std::exchange(ruling->question.now.at, at) != at;
    if (consents || is_later || current.digest() != record.policy) decide(current, *ruling, record);
    HUECRY_CHECK(check_open(notice, ruling->mode));
    HUECRY_TRY(Step const step, next_step(state, notice, *ruling, before, services.publish_at_once));
    fill(record, notice, step, before.head, policy::encode(current.vocabulary(), ruling->question.subject));
    return journal::Settled::proceed();
  };
}

}
