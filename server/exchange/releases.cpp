#include "server/exchange/releases.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "server/exchange/commit.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

constexpr std::size_t k_page_rows = 256;
constexpr std::size_t k_commit_max = 64;  // publications of one call; an edition is as large as its notice

std::uint64_t number_of(journal::Receipt const& receipt, journal::DeliveryKind kind) {
  std::uint64_t number = 0;
  for (journal::Delivery const& delivery : receipt.deliveries)
    if (delivery.kind == kind) number += delivery.to.size() + delivery.entities.size();
  return number;
}

Result<std::optional<index::Live>> live_by(kv::Reader const& state, NoticeName const& name) {
  HUECRY_TRY(auto head, index::current_head(state, name.iss, name.id));
  if (!head || !life::is_live(head->state)) return std::optional<index::Live>();
  HUECRY_TRY(auto version, index::version_of(state, name.iss, name.id, head->ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  return std::optional(index::Live{*std::move(head), *std::move(version)});
}

}

void Reviewed::add(Reviewed other) {
  notices += other.notices;
  given += other.given;
  taken += other.taken;
  std::ranges::move(other.overtaken, std::back_inserter(overtaken));
  std::ranges::move(other.ends, std::back_inserter(ends));
}

Result<Reviewed> Releases::review_page(std::optional<journal::Position>& before) {
  auto const state = services_.store.snapshot();
  HUECRY_TRY(index::LivePage const page, index::live(*state, before, k_page_rows));
  before = page.next;
  return review(*state, page.notices);
}

Result<Reviewed> Releases::review(std::span<NoticeName const> names) {
  auto const state = services_.store.snapshot();
  std::vector<index::Live> notices;
  for (NoticeName const& name : names) {
    HUECRY_TRY(auto notice, live_by(*state, name));
    if (notice) notices.push_back(*std::move(notice));
  }
  return review(*state, notices);
}

/// All of one page by one policy: what a change calls for is never half of one set and half of another.
Result<Reviewed> Releases::review(kv::Reader const& state, std::vector<index::Live> const& notices) {
  auto const policy = services_.policy.get();
  run_ =
      std::max<std::uint64_t>(run_ + 1, static_cast<std::uint64_t>(services_.clock.now().time_since_epoch().count()));
  Reviewed reviewed;
  Plan plan;
  for (index::Live const& notice : notices) {
    HUECRY_CHECK(look_at(state, policy, notice, plan, reviewed));
    if (plan.proposals.size() < k_commit_max) continue;
    HUECRY_TRY(Reviewed done, commit(std::exchange(plan, {})));
    reviewed.add(std::move(done));
  }
  HUECRY_TRY(Reviewed rest, commit(std::move(plan)));
  reviewed.add(std::move(rest));
  reviewed.notices = notices.size();
  return reviewed;
}

Result<> Releases::look_at(kv::Reader const& state, policy::CompiledPolicy const& policy, index::Live const& notice,
                           Plan& plan, Reviewed& reviewed) {
  auto planned = plan_for(state, policy, notice, plan, reviewed);
  if (planned || planned.error().code != Errc::corrupt) return planned;
  services_.log.write(LogLevel::error, "notice-not-reviewed",
                      {{"position", notice.head.first.position}, {"reason", std::string_view(planned.error().detail)}});
  return ok();
}

Result<> Releases::plan_for(kv::Reader const& state, policy::CompiledPolicy const& policy, index::Live const& notice,
                            Plan& plan, Reviewed& reviewed) {
  HUECRY_TRY(auto const ends, next_expiry(state, notice.head, to_seconds(services_.clock.now())));
  if (ends) reviewed.ends.emplace_back(*ends, NoticeName{notice.head.iss, notice.head.id});
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const now, circumstances_for(state, *trust, services_.clock.now(), notice.head, notice.version.ver));
  HUECRY_TRY(Grounds const grounds, grounds_of(policy, notice.version.facts.subject, now));
  HUECRY_TRY(ReleaseChange const change, due_change(state, *trust, grounds, notice));
  if (change.empty()) return ok();
  index::PublicationFacts facts{
      {notice.head.iss, notice.head.id, notice.version.ver}, notice.version.entered.position, 0};
  auto const add = [&](journal::DeliveryKind kind, Recipients const& to) -> Result<> {
    if (to.empty()) return ok();
    HUECRY_TRY(auto proposal, propose(services_, signer_, state, grounds, notice, {facts, kind, to}, run_));
    plan.proposals.push_back(std::move(proposal));
    plan.about.push_back({notice.head.iss, notice.head.id});
    return ok();
  };
  HUECRY_CHECK(add(journal::DeliveryKind::recall, change.take));
  for (std::size_t missing = 0; missing < change.give.size(); ++missing) {
    facts.missing = static_cast<std::uint8_t>(missing);
    HUECRY_CHECK(add(journal::DeliveryKind::document, change.give[missing]));
  }
  return ok();
}

/// A conflict means that the state has moved on: the notice is planned again. Anything else concerns all of them.
Result<Reviewed> Releases::commit(Plan plan) {
  Reviewed done;
  if (plan.proposals.empty()) return done;
  auto const receipts = commit_and_wait(services_.journal, std::move(plan.proposals));
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    if (receipts[i]) {
      done.given += number_of(*receipts[i], journal::DeliveryKind::document);
      done.taken += number_of(*receipts[i], journal::DeliveryKind::recall);
    } else if (receipts[i].error().code == Errc::state_conflict || receipts[i].error().code == Errc::id_conflict) {
      done.overtaken.push_back(std::move(plan.about[i]));
    } else {
      return receipts[i].error();
    }
  }
  return done;
}

}
