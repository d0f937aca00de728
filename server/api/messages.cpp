// Sealed messages: they come in as an envelope and what is sealed; who sent one or was sent it finds it again, with
// what was heard of it. The hub shows what it knows, and the rest as it came.

#include "server/exchange/messages.hpp"
#include <map>

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/acceptance.hpp"
#include "server/api/handlers.hpp"
#include "server/api/notice_json.hpp"
#include "server/api/visible.hpp"
#include "server/exchange/inbox_message.hpp"
#include "storage/journal/reading.hpp"
#include "storage/messages/requests.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

void add_request(Json& item, documents::MessageEnvelope const& envelope) {
  if (!envelope.kind.empty()) item["request"] = envelope.kind;
  if (envelope.limit) item["clock"] = life::k_limit_profiles[*envelope.limit].name;
  if (!envelope.of.empty()) item["of"] = envelope.of;
  if (!envelope.reply_to.empty()) item["reply_to"] = envelope.reply_to;
  if (!envelope.reason.empty()) item["reason"] = envelope.reason;
  if (envelope.until) item["until"] = documents::moment_text(*envelope.until);
}

Json message_json(messages::Row const& row) {
  documents::MessageEnvelope const& envelope = row.envelope;
  Json item = {{"id", envelope.id},
               {"position", row.entered.position},
               {"received", iso_time(row.entered.time)},
               {"object", to_base64url(row.object)},
               {"from", envelope.from.text()},
               {"to", countries_json(envelope.to)},
               {"conv", envelope.conversation},
               {"act", documents::to_text(envelope.act)},
               {"prio", documents::to_text(envelope.urgency)},
               {"handling", envelope.handling},
               {"expires", documents::moment_text(envelope.expires)},
               {"attachments", envelope.attachments.size()}};
  add_request(item, envelope);
  return item;
}

/// Of a recipient all that it has said itself, of a sender what all have.
Result<Json> heard_json(kv::Reader const& state, messages::Row const& row, CountryCode reader) {
  HUECRY_TRY(auto const all, messages::heard_of(state, row.entered.position));
  Json heard = Json::array();
  for (messages::Heard const& one : all) {
    if (reader != row.envelope.from && reader != one.recipient) continue;
    heard.push_back({{"by", one.recipient.text()},
                     {"kind", documents::to_text(one.kind)},
                     {"position", one.entered.position},
                     {"at", iso_time(one.entered.time)}});
  }
  return heard;
}

Json asked_json(messages::Asked const& asked, UnixSeconds now) {
  life::AnswerClock const clock = asked.clock();
  life::TimeLimit const limit = clock.limit();
  Json item = {
      {"by", asked.by.text()}, {"limit", documents::moment_text(limit.ends)}, {"paused_seconds", limit.paused.count()}};
  auto const awaited = asked.awaited();
  item["overdue"] = awaited && *awaited <= now;
  if (awaited) item["awaited"] = documents::moment_text(*awaited);
  if (asked.delivered) item["delivered"] = iso_time(*asked.delivered);
  Json pauses = Json::array();
  for (messages::Pause const& pause : asked.pauses)
    pauses.push_back({{"from", documents::moment_text(pause.span.from)},
                      {"until", documents::moment_text(pause.span.until)},
                      {"reason", pause.reason}});
  if (!pauses.empty()) item["pauses"] = std::move(pauses);
  if (!asked.answer) return item;
  item["answer"] = {{"act", documents::to_text(asked.answer->act)}, {"at", iso_time(asked.answer->first)}};
  if (!asked.answer->reason.empty()) item["answer"]["reason"] = asked.answer->reason;
  return item;
}

/// Of a request: who asks sees what all owe, who was asked what it owes itself.
Result<> add_asked(kv::Reader const& state, messages::Row const& row, CountryCode reader, UnixSeconds now, Json& item) {
  if (row.envelope.act != documents::MessageAct::request) return ok();
  HUECRY_TRY(auto const all, messages::asked_of(state, row.entered.position));
  item["asked"] = Json::array();
  for (messages::Asked const& asked : all)
    if (reader == row.envelope.from || reader == asked.by) item["asked"].push_back(asked_json(asked, now));
  return ok();
}

Result<messages::Filter> filter_of(net::Request const& request, UnixSeconds now) {
  messages::Filter filter;
  HUECRY_TRY(auto const open, flag_parameter(request, "open"));
  HUECRY_TRY(auto const overdue, flag_parameter(request, "overdue"));
  filter.open = open.value_or(false);
  if (overdue.value_or(false)) filter.overdue = now;
  if (auto const conversation = request.parameter("conv")) filter.conversation = *conversation;
  if (filter.conversation && filter.conversation->size() > limits::document_id_chars_max)
    return Error(Errc::parameter_invalid, "conv: longer than any identifier");
  auto const act = request.parameter("act");
  if (!act) return filter;
  filter.act = documents::message_act(*act);
  if (!filter.act) return Error(Errc::parameter_invalid, "act: no such act of a message");
  return filter;
}

Result<net::Answer> list_answer(Services const& services, Call const& call) {
  auto const now = to_seconds(services.clock.now());
  HUECRY_TRY(messages::Filter const filter, filter_of(call.request, now));
  HUECRY_TRY(std::uint64_t const limit,
             limit_parameter(call.request, k_list_items_default, limits::list_page_items_max));
  HUECRY_TRY(auto const before, cursor_parameter(call.request));
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const page,
             messages::list(*state, call.peer.identity.country, filter, before, limit, limits::list_scan_rows_max));
  Json items = Json::array();
  for (messages::Row const& row : page.rows) {
    Json item = message_json(row);
    HUECRY_CHECK(add_asked(*state, row, call.peer.identity.country, now, item));
    items.push_back(std::move(item));
  }
  return json_answer(200,
                     json::write(Json{{"items", std::move(items)}, {"next", page.next ? Json(*page.next) : Json()}}));
}

/// What there is of it is given as in an inbox.
Result<net::Answer> one_answer(Services const& services, Call const& call) {
  CountryCode const reader = call.peer.identity.country;
  std::string_view const id = call.params.front();
  auto const from = CountryCode::parse(id.substr(0, 2));
  if (!from) return Error(Errc::not_found);
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const row, messages::message_named(*state, *from, id));
  if (!row || !row->concerns(reader) || !exchange::may_open(services, row->envelope, reader))
    return Error(Errc::not_found);
  HUECRY_TRY(journal::Record const entry, journal::read(*state, row->entered.position));
  Json body = message_json(*row);
  HUECRY_TRY(body["heard"], heard_json(*state, *row, reader));
  HUECRY_CHECK(add_asked(*state, *row, reader, to_seconds(services.clock.now()), body));
  body["erased"] = entry.erased;
  HUECRY_TRY(Json const similar, exchange::similar_json(*state, *row, reader));
  if (!similar.empty()) body["similar"] = similar;
  std::string text = json::write(body);
  if (entry.erased) return json_answer(200, std::move(text));
  text.back() = ',';
  return json_answer(200, text.append(R"("item":)").append(exchange::message_json(entry, similar)).append("}"));
}

/// Of one time limit, in one year.
struct Count {
  // Each that was asked is one of the next three.
  std::uint64_t asked = 0, answered_in_time = 0, answered_late = 0, open = 0;
  std::uint64_t missed = 0, delivered_late = 0, paused = 0;
  std::map<std::string, std::uint64_t> refusals, pause_reasons;
};

void count(messages::Asked const& asked, UnixSeconds now, Count& into) {
  life::AnswerClock const clock = asked.clock();
  ++into.asked;
  bool const missed = asked.answer ? clock.was_answered_late() : clock.limit().ends <= now;
  if (!asked.answer)
    ++into.open;
  else
    ++(missed ? into.answered_late : into.answered_in_time);
  into.missed += missed ? 1U : 0U;
  UnixSeconds const has_it = asked.delivered ? to_seconds(*asked.delivered) - limits::duty_delay : now;
  into.delivered_late += has_it > clock.delivery_ends() ? 1U : 0U;
  into.paused += asked.pauses.empty() ? 0U : 1U;
  if (asked.answer && asked.answer->act == documents::MessageAct::refuse) ++into.refusals[asked.answer->reason];
  for (messages::Pause const& pause : asked.pauses) ++into.pause_reasons[pause.reason];
}

Json count_json(std::size_t profile, Count const& count) {
  return {{"clock", life::k_limit_profiles[profile].name},
          {"asked", count.asked},
          {"answered_in_time", count.answered_in_time},
          {"answered_late", count.answered_late},
          {"open", count.open},
          {"missed", count.missed},
          {"delivered_late", count.delivered_late},
          {"paused", count.paused},
          {"refusals", count.refusals},
          {"pause_reasons", count.pause_reasons}};
}

/// A bureau's own are those that it had to answer, a coordinator's those of its region.
bool counts(certs::Identity const& identity, CountryCode by) {
  if (identity.role == certs::Role::bureau) return by == identity.country;
  return is_counted(identity, by);
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
    HUECRY_TRY(auto const page, messages::all_asked(*state, before, limits::list_scan_rows_max));
    for (messages::Asked const& asked : page) {
      auto const entered = to_seconds(asked.entered);
      if (entered < first) before.reset();
      if (entered >= first && entered < after && counts(call.peer.identity, asked.by))
        count(asked, now, profiles[asked.limit]);
    }
  } while (before);
  Json list = Json::array();
  for (std::size_t i = 0; i < profiles.size(); ++i) list.push_back(count_json(i, profiles[i]));
  return json_answer(200, json::write(Json{{"year", year}, {"clocks", std::move(list)}}));
}

}

asio::awaitable<net::Answer> post_message(Context const& context, Call& call) {
  std::string_view const body = call.request.body;
  auto const result = co_await context.intake.submit_message(call.peer.identity, body);
  count_submission(context, "message", result);
  co_return acceptance_answer(result, call);
}

asio::awaitable<net::Answer> list_messages(Context const& context, Call& call) {
  auto job = [&context, &call] { return list_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_request_statistics(Context const& context, Call& call) {
  auto job = [&context, &call] { return statistics_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_message(Context const& context, Call& call) {
  auto job = [&context, &call] { return one_answer(context.services, call); };
  net::Answer answer = co_await answer_about_notice(context, call, std::move(job));
  co_return answer;
}

}
