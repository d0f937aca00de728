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
constexpr std::size_t k_together = 64;  // duties of one commit

NoticeEvent event_of(index::Head const& head, index::Duty const& duty) {
  if (duty.kind == DutyKind::answer) return NoticeEvent::lapse;
  bool const ends = head.review_on && duty.at >= life::review_ends(*head.review_on);
  return ends ? NoticeEvent::expire : NoticeEvent::remind;
}

/// The same step in the form that all decisions have.
Result<ReviewDecision> step_of(kv::Reader const& state, index::Head const& head, index::Duty const& duty) {
  ReviewDecision step;
  step.iss = documents::secretariat();
  step.act = event_of(head, duty);
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
  bool const of_review = !life::is_about_request(step.act);
  if (of_review && head.review_on) payload["review_on"] = documents::date_text(*head.review_on);
  return json::write(payload);
}

/// Whoever came first has changed what is due: the next look finds what is left.
bool is_overtaken(Error const& error) {
  return error.code == Errc::version_conflict || error.code == Errc::state_conflict;
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

/// To the end, also past a notice of which something cannot be done.
Result<> Duties::perform() {
  auto const until = to_seconds(services_.clock.now()) - limits::duty_delay;
  std::optional<index::Duty> after;
  do {
    auto const state = services_.store.snapshot();
    HUECRY_TRY(auto const duties, index::due(*state, until, k_together, after));
    if (duties.empty()) return ok();
    after = duties.back();
    HUECRY_CHECK(perform(*state, duties));
  } while (!stopping());
  return ok();
}

Result<> Duties::perform(kv::Reader const& state, std::vector<index::Duty> const& duties) {
  HubSigner const signer = signer_();
  std::vector<journal::Proposal> proposals;
  std::vector<index::Duty> proposed;
  for (index::Duty const& duty : duties) {
    auto proposal = propose(state, duty, signer);
    if (!proposal && proposal.error().code != Errc::corrupt) return std::move(proposal).error();
    if (!proposal) {
      tell(duty, proposal.error());
      continue;
    }
    proposals.push_back(*std::move(proposal));
    proposed.push_back(duty);
  }
  auto const receipts = commit_and_wait(services_.journal, std::move(proposals));
  Result<> all = ok();
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    tell(proposed[i], receipts[i]);
    if (!receipts[i] && !is_overtaken(receipts[i].error())) all = receipts[i].error();
  }
  return all;
}

Result<journal::Proposal> Duties::propose(kv::Reader const& state, index::Duty const& duty,
                                          HubSigner const& signer) const {
  HUECRY_TRY(index::Head const head, index::head_at(state, duty.first));
  HUECRY_TRY(ReviewDecision step, step_of(state, head, duty));
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, step.ver));
  if (!version) return Error(Errc::corrupt, "a notice without its version");
  auto const now = to_seconds(services_.clock.now());
  auto const policy = services_.policy.get();
  HUECRY_TRY(journal::Record record, hub_record(signer, envelope::DocumentType::publication,
                                                statement(step, version->object, head, policy.digest(), now), now));
  record.id = step.id;
  record.policy = policy.digest();
  record.crls = services_.trust.current()->crl_set_digest();
  Decider const hub{certs::Role::hub, documents::secretariat(), {}, {}, signer.certificate};
  return journal::Proposal{std::move(record), settle_decision(services_, std::move(step), hub, {})};
}

void Duties::tell(index::Duty const& duty, Result<journal::Receipt> const& receipt) const {
  std::string_view const kind = duty.kind == DutyKind::answer ? "answer" : "review";
  if (receipt)
    return services_.log.write(LogLevel::info, "duty-done",
                               {{"kind", kind}, {"notice", duty.first}, {"position", receipt->position}});
  services_.log.write(is_overtaken(receipt.error()) ? LogLevel::info : LogLevel::error, "duty-not-done",
                      {{"kind", kind},
                       {"notice", duty.first},
                       {"code", token_of(receipt.error().code)},
                       {"reason", std::string_view(receipt.error().detail)}});
}

}
