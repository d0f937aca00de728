#include "server/exchange/rehearsal.hpp"

#include <algorithm>

#include "protocol/policy/record.hpp"
#include "server/exchange/consents.hpp"
#include "storage/index/live.hpp"

namespace huecry::exchange {
namespace {

using documents::PolicyKind;

constexpr std::size_t k_page_rows = 25'000;  // about a third of a second
constexpr std::size_t k_listed_max = 100;

/// What the author may learn of a difference.
policy::Difference shown(policy::Difference const& difference, documents::Policy const& author) {
  if (author.kind != PolicyKind::intake) return difference;
  CountrySet const own{author.iss};
  // That it might ask for something tells that there is something.
  return {difference.gained & own, difference.lost & own, difference.altered & own, {}};
}

void count(RehearsalPage& page, policy::Difference const& difference) {
  auto const add = [&page](CountrySet const& countries, std::uint64_t policy::RehearsalTotals::* member) {
    countries.for_each_slot([&](std::uint8_t slot) { ++(page.totals[slot].*member); });
  };
  add(difference.gained, &policy::RehearsalTotals::gained);
  add(difference.lost, &policy::RehearsalTotals::lost);
  add(difference.altered, &policy::RehearsalTotals::altered);
  add(difference.requestable, &policy::RehearsalTotals::requestable);
}

bool concerns(RehearsalRequest const& request, index::Live const& notice) {
  if (request.entered_since && notice.version.entered.time < *request.entered_since) return false;
  return request.policy.kind != PolicyKind::release || notice.head.iss == request.policy.iss;
}

}

Result<RehearsalPage> rehearse(Services const& services, RehearsalRequest const& request) {
  auto const before = services.policy.get();
  policy::CompiledPolicy const after(policy::replaced(before.set(), {request.policy, {}}),
                                     std::make_shared<policy::Vocabulary const>(services.schemas.codes()));
  auto const trust = services.trust.current();
  auto const at = std::max(services.clock.now(), UnixMillis(request.policy.effective));
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::LivePage const live, index::live(*state, request.before, k_page_rows));
  RehearsalPage page;
  page.before = before.digest();
  page.after = after.digest();
  page.next = live.next;
  for (index::Live const& notice : live.notices) {
    if (!concerns(request, notice)) continue;
    HUECRY_TRY(auto const subject, policy::subject_from_json(before.vocabulary(), notice.version.facts.subject));
    HUECRY_TRY(auto const now, circumstances_for(*state, *trust, at, notice.head, notice.version.ver));
    auto const difference =
        shown(policy::difference(before.decide(subject, now), after.decide(subject, now)), request.policy);
    ++page.documents;
    if (difference.empty()) continue;
    ++page.changed;
    count(page, difference);
    if (page.items.size() < k_listed_max)
      page.items.push_back({notice.version.entered.position, notice.head.id, difference});
  }
  return page;
}

}
