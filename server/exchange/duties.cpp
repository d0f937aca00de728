#include "server/exchange/duties.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/life/review_date.hpp"
#include "server/exchange/commit.hpp"
#include "server/exchange/evidence.hpp"
#include "server/exchange/hits.hpp"
#include "server/exchange/message_expiry.hpp"
#include "server/exchange/request_clock.hpp"
#include "server/exchange/review.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using namespace std::chrono_literals;
using documents::ReviewDecision;
using index::DutyKind;
using life::NoticeEvent;

constexpr auto k_look_every = 200ms;
constexpr auto k_after_failure = 1s;
constexpr std::size_t k_together = 64;  // duties of one call

/// By what has come by now: after an outage a reminder may be due whose notice has ended meanwhile.
NoticeEvent event_of(index::Head const& head, index::Duty const& duty, UnixSeconds now) {
  if (duty.kind == DutyKind::answer) return NoticeEvent::lapse;
  if (duty.kind == DutyKind::erase) return NoticeEvent::erase;
  if (head.state == life::NoticeState::held) return NoticeEvent::lapse;
  bool const ends = head.review_on && life::review_ends(*head.review_on) + limits::duty_delay <= now;
  return ends ? NoticeEvent::expire : NoticeEvent::remind;
}

/// The same step in the form that all decisions have.
Result<ReviewDecision> step_of(kv::Reader const& state, index::Head const& head, index::Duty const& duty,
                               UnixSeconds now) {
  ReviewDecision step;
  step.iss = documents::secretariat();
  step.act = event_of(head, duty, now);
  // One step of a kind at a time: the same duty twice is one identity.
  step.id = std::string(life::to_text(step.act)) + "-" + std::to_string(duty.first) + "-" +
            std::to_string(duty.at.time_since_epoch().count());
  step.notice = head.id;
  step.source = head.iss;
  step.ver = head.ver;
  if (!life::is_about_request(step.act)) {
    HUECRY_TRY(step.prev, index::last_step_in_force(state, head));
    return step;
  }
  HUECRY_TRY(auto const request, index::request_of(state, duty.first));
  if (!request) return Error(Errc::corrupt, "a time for an answer, and no request");
  step.ver = request->ver;
  HUECRY_TRY(step.prev, index::last_step(state, head));
  return step;
}

/// signing.md §2.5, with the step that it states.
std::string statement(ReviewDecision const& step, Digest const& object, index::Head const& head, Digest const& policy,
                      UnixSeconds now) {
  json::Json payload = {{"v", 1},
                        {"id", step.notice},
                        {"ver", step.ver},
                        {"obj", to_base64url(object)},
                        {"act", life::to_text(step.act)},
                        {"prev", to_base64url(step.prev)},
                        {"pol", to_base64url(policy)},
                        {"from", now.time_since_epoch().count()}};
  bool const of_review = step.act == NoticeEvent::remind || step.act == NoticeEvent::expire;
  if (of_review && head.review_on) payload["review_on"] = documents::date_text(*head.review_on);
  return json::write(payload);
}

/// Not of one duty: the disk, the key, or that the hub is about to stop.
bool is_of_everything(Errc code) {
  switch (code) {
    case Errc::storage_unavailable:
    case Errc::io:
    case Errc::busy:
    case Errc::draining:
    case Errc::key_unusable: return true;
    default: return false;
  }
}

/// Whoever was silent was heard of, or a clock has stepped back: the next look sees another time.
bool has_passed(index::Duty const& duty, Error const& why) {
  return duty.kind == DutyKind::silence && why.code == Errc::version_conflict;
}

std::string_view kind_of(index::Duty const& duty) {
  constexpr std::array<std::string_view, 5> k_kinds{"answer", "review", "hit", "erase", "silence"};
  return k_kinds[static_cast<std::size_t>(duty.kind)];
}

}

void Duties::start() {
  thread_ = std::thread([this] { run(); });
}

void Duties::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Duties::stopping() {
  std::lock_guard const lock(mutex_);
  return stopping_;
}

bool Duties::wait(bool failed) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, failed ? k_after_failure : k_look_every, [this] { return stopping_; });
}

/// What failed was the disk or the key, and will fail again at once.
void Duties::run() {
  for (bool failed = false; wait(failed);) {
    Result<> const done = perform();
    failed = !done;
    if (failed)
      services_.log.write(LogLevel::error, "duties-not-done",
                          {{"code", token_of(done.error().code)}, {"reason", std::string_view(done.error().detail)}});
  }
}

/// What is done may make something else due at an earlier time than what was looked at meanwhile.
Result<> Duties::perform() {
  for (bool more = true; more && !stopping();) {
    HUECRY_TRY(more, perform_once());
  }
  // What stands in the way of messages must not keep what is erased from being destroyed.
  Result<bool> const done = perform_all_of_messages();
  HUECRY_CHECK(destroyer_.carry_out());
  HUECRY_CHECK(sweeper_.carry_out(done && *done));
  return done ? ok() : Result<>(done.error());
}

/// What is due of messages. The snapshot must be gone before the commit.
Result<Duties::MessagePlan> Duties::plan_for_messages() {
  auto const until = to_seconds(services_.clock.now()) - limits::duty_delay;
  auto const state = services_.store.snapshot();
  HubSigner const signer = signer_();
  MessagePlan plan;
  std::size_t const most = k_together + parked_messages_.size();
  HUECRY_TRY(auto const overdue, messages::overdue(*state, until, most));
  for (messages::OverdueName const& name : overdue) {
    std::string const label = "overdue-" + std::to_string(name.request) + "-" + std::string(name.by.text());
    auto const propose = [&] { return propose_overdue_answer(services_, *state, name, signer); };
    HUECRY_CHECK(add_of_message(plan, label, propose));
  }
  HUECRY_TRY(auto const expired, messages::due(*state, until, most));
  for (journal::Position const of : expired) {
    auto const propose = [&] { return propose_expiry(services_, *state, of, signer); };
    HUECRY_CHECK(add_of_message(plan, "expired-" + std::to_string(of), propose));
  }
  return plan;
}

/// What cannot be done must not keep the others from being done. Errors: what is not of this one alone.
Result<> Duties::add_of_message(MessagePlan& plan, std::string name,
                                std::function<Result<journal::Proposal>()> const& propose) {
  if (parked_messages_.contains(name)) return ok();
  auto proposal = propose();
  if (proposal) {
    plan.proposals.push_back(*std::move(proposal));
    plan.names.push_back(std::move(name));
    return ok();
  }
  if (is_of_everything(proposal.error().code)) return std::move(proposal).error();
  park_message(std::move(name), proposal.error());
  return ok();
}

void Duties::park_message(std::string name, Error const& why) {
  services_.log.write(LogLevel::error, "duty-parked",
                      {{"kind", std::string_view("message")},
                       {"duty", std::string_view(name)},
                       {"code", token_of(why.code)},
                       {"reason", std::string_view(why.detail)}});
  parked_messages_.insert(std::move(name));
}

/// Whether anything was done.
Result<bool> Duties::perform_all_of_messages() {
  bool any = false;
  for (bool more = true; more && !stopping(); any = any || more) {
    HUECRY_TRY(more, perform_of_messages());
  }
  return any;
}

/// Of one call.
Result<bool> Duties::perform_of_messages() {
  HUECRY_TRY(MessagePlan plan, plan_for_messages());
  bool any = false;
  auto const receipts = commit_and_wait(services_.journal, std::move(plan.proposals));
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    std::string const& name = plan.names[i];
    if (receipts[i]) {
      any = true;
      services_.log.write(LogLevel::info, "message-duty-done",
                          {{"duty", std::string_view(name)}, {"position", receipts[i]->position}});
    } else if (is_of_everything(receipts[i].error().code)) {
      return receipts[i].error();
    } else if (receipts[i].error().code != Errc::version_conflict) {  // something has come: the next look sees
      park_message(name, receipts[i].error());
    }
  }
  return any;
}

/// All that is due in the order of time; whether anything was done.
Result<bool> Duties::perform_once() {
  auto const until = to_seconds(services_.clock.now()) - limits::duty_delay;
  std::optional<index::Duty> after;
  bool any = false;
  do {
    HUECRY_TRY(Plan plan, plan_for(until, after));
    if (!after) break;
    HUECRY_TRY(bool const done, commit(std::move(plan)));
    any = any || done;
  } while (!stopping());
  return any;
}

/// The next of those that are due; then `after` is the last of them, nullopt at the end. The snapshot must be gone
/// before the commit: a store that recovers waits for its readers.
Result<Duties::Plan> Duties::plan_for(UnixSeconds until, std::optional<index::Duty>& after) {
  auto const state = services_.store.snapshot();
  HUECRY_TRY(auto const duties, index::due(*state, until, k_together, after));
  after = duties.empty() ? std::nullopt : std::optional(duties.back());
  HubSigner const signer = signer_();
  Plan plan;
  for (index::Duty const& duty : duties) {
    if (parked_.contains(duty)) continue;
    auto proposal = propose(*state, duty, signer);
    if (proposal) {
      plan.proposals.push_back(*std::move(proposal));
      plan.duties.push_back(duty);
    } else if (is_of_everything(proposal.error().code)) {
      return std::move(proposal).error();
    } else if (!has_passed(duty, proposal.error())) {
      park(duty, proposal.error());
    }
  }
  return plan;
}

/// Whether one of them was done.
Result<bool> Duties::commit(Plan plan) {
  bool any = false;
  auto const receipts = commit_and_wait(services_.journal, std::move(plan.proposals));
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    index::Duty const& duty = plan.duties[i];
    if (receipts[i]) {
      any = true;
      services_.log.write(LogLevel::info, "duty-done",
                          {{"kind", kind_of(duty)}, {"notice", duty.first}, {"position", receipts[i]->position}});
    } else if (is_of_everything(receipts[i].error().code)) {
      return receipts[i].error();
    } else if (receipts[i].error().code != Errc::version_conflict) {  // somebody came first: the next look sees
      park(duty, receipts[i].error());
    }
  }
  return any;
}

/// What cannot be done must not be tried for ever, nor keep the others from being done. A start tries it once more.
void Duties::park(index::Duty const& duty, Error const& why) {
  parked_.insert(duty);
  services_.log.write(LogLevel::error, "duty-parked",
                      {{"kind", kind_of(duty)},
                       {"notice", duty.first},
                       {"code", token_of(why.code)},
                       {"reason", std::string_view(why.detail)}});
}

/// signing.md §2.5, of a hit: not delivered, or not answered, in time.
Result<journal::Proposal> Duties::propose_overdue(kv::Reader const& state, index::Duty const& duty,
                                                  HubSigner const& signer) const {
  HUECRY_TRY(index::Hit const hit, index::hit_at(state, duty.first));
  auto const policy = services_.policy.get().digest();
  auto const now = to_seconds(services_.clock.now());
  json::Json const payload = {{"v", 1},
                              {"id", hit.notice.id},
                              {"ver", hit.notice.ver},
                              {"act", life::to_text(life::HitEvent::overdue)},
                              {"hit", hit.id},
                              {"state", life::to_text(hit.state)},
                              {"pol", to_base64url(policy)},
                              {"from", now.time_since_epoch().count()}};
  HUECRY_TRY(journal::Record record,
             hub_record(signer, envelope::DocumentType::publication, json::write(payload), now));
  record.id = "overdue-" + std::to_string(duty.first) + "-" + std::to_string(duty.at.time_since_epoch().count());
  record.policy = policy;
  record.crls = services_.trust.current()->crl_set_digest();
  return journal::Proposal{std::move(record), settle_overdue_hit(duty.first)};
}

Result<journal::Proposal> Duties::propose(kv::Reader const& state, index::Duty const& duty,
                                          HubSigner const& signer) const {
  if (duty.kind == DutyKind::hit) return propose_overdue(state, duty, signer);
  if (duty.kind == DutyKind::silence) return propose_silence(state, duty, signer, to_seconds(services_.clock.now()));
  HUECRY_TRY(index::Head const head, index::head_at(state, duty.first));
  auto const now = to_seconds(services_.clock.now());
  HUECRY_TRY(ReviewDecision step, step_of(state, head, duty, now));
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, step.ver));
  if (!version) return Error(Errc::corrupt, "a notice without its version");
  auto const policy = services_.policy.get();
  HUECRY_TRY(journal::Record record, hub_record(signer, envelope::DocumentType::publication,
                                                statement(step, version->object, head, policy.digest(), now), now));
  if (step.act == NoticeEvent::erase) record.kind = log::LeafKind::erasure;  // signing.md §4.4
  record.id = step.id;
  record.policy = policy.digest();
  record.crls = services_.trust.current()->crl_set_digest();
  Decider const hub{certs::Role::hub, documents::secretariat(), {}, {}, signer.certificate};
  return journal::Proposal{std::move(record), settle_decision(services_, std::move(step), hub, {})};
}

}
