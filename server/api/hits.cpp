// Hits: reports, answers, pauses and outcomes come in as documents; both sides, and those who watch over them, see
// where each stands and which time limits have passed; yearly statistics are a count of the same rows.

#include <map>

#include "protocol/base/limits.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/acceptance.hpp"
#include "server/api/handlers.hpp"
#include "server/api/notice_json.hpp"
#include "server/api/reading.hpp"
#include "storage/index/hits.hpp"
#include "storage/journal/reading.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using index::Hit;
using json::Json;

Json said_json(index::Said const& said) { return {{"code", said.code}, {"at", moment_json(said.at)}}; }

Json hit_json(Hit const& hit, UnixSeconds now) {
  Json item = {{"hit", hit.id},
               {"notice", hit.notice.id},
               {"ver", hit.notice.ver},
               {"source", hit.notice.iss.text()},
               {"reporter", hit.reporter.text()},
               {"clock", life::k_limit_profiles[hit.clock].name},
               {"state", life::to_text(hit.state)},
               {"entered", moment_json(hit.entered)}};
  auto const awaited = hit.awaited();
  item["overdue"] = awaited && *awaited <= now;
  if (awaited) item["awaited"] = documents::moment_text(*awaited);
  if (hit.delivered) item["delivered"] = moment_json(*hit.delivered);
  auto const limit = hit.limit();
  item["limit"] = documents::moment_text(limit.ends);
  item["paused_seconds"] = limit.paused.count();
  Json pauses = Json::array();
  for (index::HitPause const& pause : hit.pauses)
    pauses.push_back({{"from", documents::moment_text(pause.span.from)},
                      {"until", documents::moment_text(pause.span.until)},
                      {"reason", pause.code}});
  if (!pauses.empty()) item["pauses"] = std::move(pauses);
  if (hit.answer) item["answer"] = said_json(*hit.answer);
  if (hit.outcome) item["outcome"] = said_json(*hit.outcome);
  return item;
}

/// Whose hits this party may see.
index::HitFilter filter_of(certs::Identity const& identity) {
  index::HitFilter filter;
  if (identity.role == certs::Role::bureau) filter.side = identity.country;
  if (identity.role == certs::Role::coordinator) filter.sides = members_of(identity.region);
  return filter;
}

Result<net::Answer> list_answer(Services const& services, Call const& call) {
  auto const now = to_seconds(services.clock.now());
  index::HitFilter filter = filter_of(call.peer.identity);
  HUECRY_TRY(auto const open, flag_parameter(call.request, "open"));
  HUECRY_TRY(auto const overdue, flag_parameter(call.request, "overdue"));
  filter.open = open.value_or(false);
  if (overdue.value_or(false)) filter.overdue = now;
  if (auto const notice = call.request.parameter("notice")) filter.notice = *notice;
  HUECRY_TRY(std::uint64_t const limit,
             limit_parameter(call.request, limits::hit_page_items_max, limits::hit_page_items_max));
  HUECRY_TRY(auto const before, cursor_parameter(call.request));
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const page, index::hits(*state, filter, before, limit, limits::list_scan_rows_max));
  Json items = Json::array();
  for (Hit const& hit : page.hits) items.push_back(hit_json(hit, now));
  return json_answer(200,
                     json::write(Json{{"items", std::move(items)}, {"next", page.next ? Json(*page.next) : Json()}}));
}

/// What the two sides have said, as they signed it; of pauses the row has all.
Result<Json> documents_json(kv::Reader const& state, Hit const& hit) {
  Json documents = Json::array();
  std::vector<index::Moment> said{hit.entered};
  if (hit.answer) said.push_back(hit.answer->at);
  if (hit.outcome) said.push_back(hit.outcome->at);
  for (index::Moment const& at : said) {
    HUECRY_TRY(journal::Record const record, journal::read(state, at.position));
    if (!record.erased) documents.push_back(Json::parse(envelope::to_container(record.document)));
  }
  return documents;
}

Result<AnswerWithContent> one_answer(Services const& services, Call const& call) {
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::hit));
  std::string_view const id = call.params.front();
  auto const reporter = CountryCode::parse(id.substr(0, 2));
  if (!reporter) return Error(Errc::not_found);
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const hit, index::hit_named(*state, *reporter, id));
  if (!hit || !filter_of(call.peer.identity).has_side(*hit)) return Error(Errc::not_found);
  auto const now = to_seconds(services.clock.now());
  Json body = hit_json(*hit, now);
  bool const suspended = services.policy.get().mode(call.peer.identity.country, now) == policy::Mode::suspended;
  bool const sees_words = call.peer.identity.role != certs::Role::coordinator && !suspended;
  if (sees_words) {
    HUECRY_TRY(body["documents"], documents_json(*state, *hit));
    bool const sees_all = sees_every_recipient(hit->notice.iss, call.peer.identity);
    if (sees_all && !hit->told.empty()) body["told"] = countries_json(hit->told);
    bool const own = call.peer.identity.country == hit->reporter;
    if (!own) note_read(shown, call, hit->notice.iss, hit->notice.id, {hit->first, hit->notice.ver});
  }
  shown.answer = json_answer(200, json::write(body));
  return shown;
}

/// Of one profile, in one year.
struct Count {
  // Each report is one of the first four.
  std::uint64_t reports = 0, answered_in_time = 0, answered_late = 0, closed_unanswered = 0, open = 0;
  // Of all: not answered, or not closed, in time; not said to be there in time; with a pause.
  std::uint64_t missed = 0, delivered_late = 0, paused = 0;
  std::map<std::string, std::uint64_t> answers, pause_reasons, outcomes;
};

void count(Hit const& hit, UnixSeconds now, Count& into) {
  ++into.reports;
  bool const open = hit.awaited().has_value();
  bool const missed = open ? hit.limit().ends <= now : hit.has_missed_limit();
  if (open)
    ++into.open;
  else if (!hit.answer)
    ++into.closed_unanswered;
  else
    ++(missed ? into.answered_late : into.answered_in_time);
  into.missed += missed ? 1U : 0U;
  bool const undelivered = open && !hit.delivered && hit.delivery_ends() <= now;
  into.delivered_late += undelivered || hit.was_delivered_late() ? 1U : 0U;
  into.paused += hit.pauses.empty() ? 0U : 1U;
  if (hit.answer) ++into.answers[hit.answer->code];
  for (index::HitPause const& pause : hit.pauses) ++into.pause_reasons[pause.code];
  if (hit.outcome) ++into.outcomes[hit.outcome->code];
}

Json count_json(std::size_t profile, Count const& count) {
  return {{"clock", life::k_limit_profiles[profile].name},
          {"reports", count.reports},
          {"answered_in_time", count.answered_in_time},
          {"answered_late", count.answered_late},
          {"closed_unanswered", count.closed_unanswered},
          {"open", count.open},
          {"missed", count.missed},
          {"delivered_late", count.delivered_late},
          {"paused", count.paused},
          {"answers", count.answers},
          {"pause_reasons", count.pause_reasons},
          {"outcomes", count.outcomes}};
}

/// A bureau's own are those that it had to answer.
bool counts(certs::Identity const& identity, Hit const& hit) {
  return identity.role != certs::Role::bureau || hit.notice.iss == identity.country;
}

Result<net::Answer> statistics_answer(Services const& services, Call const& call) {
  auto const now = to_seconds(services.clock.now());
  std::chrono::year_month_day const today(std::chrono::floor<std::chrono::days>(now));
  HUECRY_TRY(std::uint64_t const year,
             number_parameter(call.request, "year", static_cast<std::uint64_t>(static_cast<int>(today.year())), 9999));
  auto const first = std::chrono::sys_days(std::chrono::year(static_cast<int>(year)) / 1 / 1);
  auto const after = std::chrono::sys_days(std::chrono::year(static_cast<int>(year) + 1) / 1 / 1);
  auto const state = services.store.snapshot();
  std::array<Count, life::k_limit_profiles.size()> profiles;
  std::optional<journal::Position> before;
  do {
    HUECRY_TRY(auto const page, index::hits(*state, filter_of(call.peer.identity), before, limits::hit_page_items_max,
                                            limits::list_scan_rows_max));
    for (Hit const& hit : page.hits) {
      auto const entered = to_seconds(hit.entered.time);
      if (entered >= first && entered < after && counts(call.peer.identity, hit)) count(hit, now, profiles[hit.clock]);
    }
    bool const is_older = page.oldest && to_seconds(*page.oldest) < first;
    before = is_older ? std::nullopt : page.next;
  } while (before);
  Json list = Json::array();
  for (std::size_t i = 0; i < profiles.size(); ++i) list.push_back(count_json(i, profiles[i]));
  return json_answer(200, json::write(Json{{"year", year}, {"clocks", std::move(list)}}));
}

}

asio::awaitable<net::Answer> post_hit(Context const& context, Call& call) {
  std::string_view const body = call.request.body;
  auto const result = co_await context.intake.submit_hit(call.peer.identity, body);
  count_submission(context, "hit", result);
  co_return acceptance_answer(result, call);
}

asio::awaitable<net::Answer> list_hits(Context const& context, Call& call) {
  auto job = [&context, &call] { return list_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_hit(Context const& context, Call& call) {
  auto job = [&context, &call] { return one_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_hit_statistics(Context const& context, Call& call) {
  auto job = [&context, &call] { return statistics_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
