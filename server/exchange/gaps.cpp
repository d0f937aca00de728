#include "server/exchange/gaps.hpp"

#include <algorithm>

#include "protocol/policy/subject_form.hpp"
#include "server/exchange/consents.hpp"
#include "storage/index/live.hpp"

namespace huecry::exchange {
namespace {

constexpr std::size_t k_read_rows = 1000;  // at a time, so that a page holds few notices in memory

/// All of them, or until the tally is full; then the page goes on after the last that was counted.
Result<> count(kv::Reader const& state, certs::TrustSnapshot const& trust, UnixMillis at, index::LivePage const& live,
               GapsPage& page) {
  page.next = live.next;
  for (index::Live const& notice : live.notices) {
    if (notice.head.diffusion) continue;  // what is sent to some is no gap in what others see
    if (notice.version.facts.subject.empty())
      continue;  // a restored copy without its key: nothing can be asked about it
    HUECRY_TRY(auto const subject, policy::decode_subject(page.policy.vocabulary(), notice.version.facts.subject));
    if (!page.tally.asks_about(subject)) continue;
    HUECRY_TRY(auto const now, circumstances_for(state, trust, at, notice.head, notice.version.ver));
    page.tally.add(subject, page.policy.decide(subject, now));
    if (!page.tally.full()) continue;
    page.next = notice.head.first.position;
    return ok();
  }
  return ok();
}

}

Result<GapsPage> gaps(Services const& services, GapsRequest request) {
  auto const trust = services.trust.current();
  UnixMillis const at = services.clock.now();
  request.question.recipients = request.question.recipients & trust->members();
  auto const state = services.store.snapshot();
  GapsPage page{services.policy.get(), GapTally(request.question), request.before};
  for (std::size_t left = request.rows; left > 0;) {
    std::size_t const rows = std::min(left, k_read_rows);
    HUECRY_TRY(index::LivePage const live, index::live(*state, page.next, rows));
    HUECRY_CHECK(count(*state, *trust, at, live, page));
    if (!page.next || page.tally.full()) break;
    left -= rows;
  }
  return page;
}

}
