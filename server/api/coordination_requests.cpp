// What members of a region owe each other: requests without an answer, by pair and time limit. Counts, never names or
// content (docs/messages.md, "Requests").

#include <algorithm>
#include <map>
#include <tuple>

#include "protocol/base/limits.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/handlers.hpp"
#include "server/api/visible.hpp"
#include "storage/messages/requests.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

/// Who asks, who was asked, the time limit.
using Pair = std::tuple<CountryCode, CountryCode, life::LimitNumber>;

struct Owed {
  std::uint64_t open = 0, overdue = 0, undelivered = 0;  // undelivered: nobody there has said that he has it
  std::optional<UnixSeconds> oldest;                     // the first moment that has passed

  void add(messages::Asked const& asked, UnixSeconds awaited, UnixSeconds now) {
    ++open;
    undelivered += asked.delivered ? 0U : 1U;
    // Whoever never looks is late from when it should have said that it has the request.
    UnixSeconds const first = asked.delivered ? awaited : asked.clock().delivery_ends();
    if (first > now) return;
    ++overdue;
    oldest = std::min(oldest.value_or(first), first);
  }
};

struct Page {
  std::map<Pair, Owed> owed;
  std::optional<journal::Position> next;
};

/// Of a request that has ended with its message nothing is owed any more.
Result<Page> owed_before(kv::Reader const& state, std::optional<journal::Position> before,
                         certs::Identity const& identity, UnixSeconds now) {
  Page page{{}, before};
  HUECRY_TRY(auto const all, messages::all_asked(state, page.next, limits::list_scan_rows_max));
  std::optional<messages::Row> request;  // the rows of one come together
  for (messages::Asked const& asked : all) {
    if (to_seconds(asked.entered) + limits::message_kept_max < now) page.next.reset();
    auto const awaited = asked.awaited();
    if (!awaited || !is_counted(identity, asked.by)) continue;
    if (!request || request->entered.position != asked.request) {
      HUECRY_TRY(request, messages::message_at(state, asked.request));
    }
    if (request->envelope.expires < now) continue;
    page.owed[{request->envelope.from, asked.by, asked.limit}].add(asked, *awaited, now);
  }
  return page;
}

Result<net::Answer> requests_answer(Services const& services, Call const& call) {
  auto const now = to_seconds(services.clock.now());
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const before, cursor_parameter(call.request));
  HUECRY_TRY(Page const page, owed_before(*state, before, call.peer.identity, now));
  Json pairs = Json::array();
  for (auto const& [pair, owed] : page.owed) {
    auto const& [asks, by, limit] = pair;
    Json item = {{"asks", asks.text()}, {"by", by.text()},         {"clock", life::k_limit_profiles[limit].name},
                 {"open", owed.open},   {"overdue", owed.overdue}, {"undelivered", owed.undelivered}};
    if (owed.oldest) item["since"] = documents::moment_text(*owed.oldest);
    pairs.push_back(std::move(item));
  }
  return json_answer(200,
                     json::write(Json{{"pairs", std::move(pairs)}, {"next", page.next ? Json(*page.next) : Json()}}));
}

}

asio::awaitable<net::Answer> get_owed_requests(Context const& context, Call& call) {
  auto job = [&context, &call] { return requests_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
