#include "server/exchange/releases.hpp"

#include <algorithm>
#include <utility>

#include "server/exchange/commit.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

constexpr std::size_t k_page_rows = 256;
constexpr std::size_t k_commit_max = 64;  // publications; an edition is as large as its notice

std::uint64_t number_of(journal::Receipt const& receipt, journal::DeliveryKind kind) {
  std::uint64_t number = 0;
  for (journal::Delivery const& delivery : receipt.deliveries)
    if (delivery.kind == kind) number += delivery.to.size() + delivery.entities.size();
  return number;
}

Result<std::optional<index::Live>> live_by(kv::Reader const& state, NoticeName const& name) {
  HUECRY_TRY(auto head, index::current_head(state, name.iss, name.id));
  if (!head || head->state != index::State::published) return std::optional<index::Live>();
  HUECRY_TRY(auto version, index::version_of(state, name.iss, name.id, head->ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  return std::optional(index::Live{*std::move(head), *std::move(version)});
}

}

ReviewCount& ReviewCount::operator+=(ReviewCount const& other) noexcept {
  notices += other.notices;
  given += other.given;
  taken += other.taken;
  postponed += other.postponed;
  consent_ends = std::min(consent_ends, other.consent_ends);
  return *this;
}

Result<ReviewCount> Releases::review_page(std::optional<journal::Position>& before) {
  auto const state = services_.store.snapshot();
  HUECRY_TRY(index::LivePage const page, index::live(*state, before, k_page_rows));
  before = page.next;
  return review(*state, page.notices);
}

Result<ReviewCount> Releases::review(std::vector<NoticeName> const& names) {
  auto const state = services_.store.snapshot();
  std::vector<index::Live> notices;
  for (NoticeName const& name : names) {
    HUECRY_TRY(auto notice, live_by(*state, name));
    if (notice) notices.push_back(*std::move(notice));
  }
  return review(*state, notices);
}

/// All of one page by one policy: what a change calls for is never half of one set and half of another.
Result<ReviewCount> Releases::review(kv::Reader const& state, std::vector<index::Live> const& notices) {
  auto const policy = services_.policy.get();
  run_ =
      std::max<std::uint64_t>(run_ + 1, static_cast<std::uint64_t>(services_.clock.now().time_since_epoch().count()));
  ReviewCount count;
  std::vector<journal::Proposal> proposals;
  for (index::Live const& notice : notices) {
    HUECRY_TRY(auto const ends, next_expiry(state, notice.head, to_seconds(services_.clock.now())));
    count.consent_ends = std::min(count.consent_ends, ends.value_or(UnixSeconds::max()));
    HUECRY_CHECK(plan(state, policy, notice, proposals));
    if (proposals.size() >= k_commit_max) count += commit(std::exchange(proposals, {}));
  }
  count += commit(std::move(proposals));
  count.notices = notices.size();
  return count;
}

Result<> Releases::plan(kv::Reader const& state, policy::CompiledPolicy const& policy, index::Live const& notice,
                        std::vector<journal::Proposal>& proposals) {
  auto const trust = services_.trust.current();
  HUECRY_TRY(auto const now, circumstances_for(state, *trust, services_.clock.now(), notice.head, notice.version.ver));
  HUECRY_TRY(Grounds const grounds, grounds_of(policy, notice.version, now));
  HUECRY_TRY(ReleaseChange const change, due_change(state, *trust, grounds, notice));
  if (change.empty()) return ok();
  index::PublicationFacts facts{
      {notice.head.iss, notice.head.id, notice.version.ver}, notice.version.entered.position, 0};
  auto const add = [&](journal::DeliveryKind kind, Recipients const& to) -> Result<> {
    if (to.empty()) return ok();
    HUECRY_TRY(auto proposal, propose(services_, signer_, state, grounds, notice, {facts, kind, to}, run_));
    proposals.push_back(std::move(proposal));
    return ok();
  };
  HUECRY_CHECK(add(journal::DeliveryKind::recall, change.take));
  for (std::size_t missing = 0; missing < change.give.size(); ++missing) {
    facts.missing = static_cast<std::uint8_t>(missing);
    HUECRY_CHECK(add(journal::DeliveryKind::document, change.give[missing]));
  }
  return ok();
}

ReviewCount Releases::commit(std::vector<journal::Proposal> proposals) {
  ReviewCount count;
  if (proposals.empty()) return count;
  for (auto const& receipt : commit_and_wait(services_.journal, std::move(proposals))) {
    if (!receipt) {
      ++count.postponed;
      continue;
    }
    count.given += number_of(*receipt, journal::DeliveryKind::document);
    count.taken += number_of(*receipt, journal::DeliveryKind::recall);
  }
  return count;
}

}
