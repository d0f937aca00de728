#include "server/exchange/releases.hpp"

#include <algorithm>
#include <utility>

#include "server/exchange/commit.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

constexpr std::size_t k_page_rows = 256;
constexpr std::size_t k_commit_max = 64;  // publications; an edition is as large as its notice

std::uint64_t number_of(journal::Receipt const& receipt, journal::DeliveryKind kind) {
  return journal::recipients(receipt.deliveries, kind).size();
}

}

ReviewCount& ReviewCount::operator+=(ReviewCount const& other) noexcept {
  notices += other.notices;
  given += other.given;
  taken += other.taken;
  postponed += other.postponed;
  return *this;
}

Result<ReviewCount> Releases::review_page(std::optional<journal::Position>& before) {
  auto const state = services_.store.snapshot();
  HUECRY_TRY(index::LivePage const page, index::live(*state, before, k_page_rows));
  before = page.next;
  return review(*state, page.notices);
}

Result<ReviewCount> Releases::review(CountryCode iss, std::string const& id) {
  auto const state = services_.store.snapshot();
  HUECRY_TRY(auto head, index::current_head(*state, iss, id));
  if (!head || head->state != index::State::published) return ReviewCount{};
  HUECRY_TRY(auto version, index::version_of(*state, iss, id, head->ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  std::vector<index::Live> one;
  one.push_back({*std::move(head), *std::move(version)});
  return review(*state, one);
}

/// All of one page by one policy: what a change calls for is never half of one set and half of another.
Result<ReviewCount> Releases::review(kv::Reader const& state, std::vector<index::Live> const& notices) {
  auto const policy = services_.policy.get();
  run_ =
      std::max<std::uint64_t>(run_ + 1, static_cast<std::uint64_t>(services_.clock.now().time_since_epoch().count()));
  ReviewCount count;
  std::vector<journal::Proposal> proposals;
  for (index::Live const& notice : notices) {
    HUECRY_CHECK(plan(state, policy, notice, proposals));
    if (proposals.size() >= k_commit_max) count += commit(std::exchange(proposals, {}));
  }
  count += commit(std::move(proposals));
  count.notices = notices.size();
  return count;
}

Result<> Releases::plan(kv::Reader const& state, policy::CompiledPolicy const& policy, index::Live const& notice,
                        std::vector<journal::Proposal>& proposals) {
  auto const now = circumstances(*services_.trust.current(), services_.clock.now());
  HUECRY_TRY(Grounds const grounds, grounds_of(policy, notice.version, now));
  ReleaseChange const change = due_change(grounds, notice.version, notice.head.holders);
  if (change.empty()) return ok();
  index::PublicationFacts facts{
      {notice.head.iss, notice.head.id, notice.version.ver}, notice.version.entered.position, 0};
  auto const add = [&](journal::DeliveryKind kind, CountrySet const& to) -> Result<> {
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
