#include "server/exchange/gaps.hpp"

#include <algorithm>

#include "protocol/policy/record.hpp"
#include "storage/index/live.hpp"

namespace huecry::exchange {
namespace {

constexpr std::size_t k_read_rows = 1000;  // at a time, so that a page holds few notices in memory

/// All of them, or until the tally is full; then the page goes on after the last that was counted.
Result<> count(index::LivePage const& live, policy::Circumstances const& now, GapsPage& page) {
  page.next = live.next;
  for (index::Live const& notice : live.notices) {
    HUECRY_TRY(auto const subject, policy::subject_from_json(page.policy.vocabulary(), notice.version.facts.subject));
    if (!page.tally.asks_about(subject)) continue;
    page.tally.add(subject, page.policy.decide(subject, now));
    if (!page.tally.full()) continue;
    page.next = notice.head.first.position;
    return ok();
  }
  return ok();
}

}

Result<GapsPage> gaps(Services const& services, GapsRequest request) {
  auto const now = circumstances(*services.trust.current(), services.clock.now());
  request.question.recipients = request.question.recipients & now.members.all;
  auto const state = services.store.snapshot();
  GapsPage page{services.policy.get(), GapTally(request.question), request.before};
  for (std::size_t left = request.rows; left > 0;) {
    std::size_t const rows = std::min(left, k_read_rows);
    HUECRY_TRY(index::LivePage const live, index::live(*state, page.next, rows));
    HUECRY_CHECK(count(live, now, page));
    if (!page.next || page.tally.full()) break;
    left -= rows;
  }
  return page;
}

}
