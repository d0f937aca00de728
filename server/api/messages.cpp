// Sealed messages: they come in as an envelope and what is sealed; who sent one or was sent it finds it again, with
// what was heard of it. The hub shows what it knows, and the rest as it came.

#include "server/exchange/messages.hpp"
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
#include "storage/messages/lookup.hpp"

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

Result<messages::Filter> filter_of(net::Request const& request) {
  messages::Filter filter;
  if (auto const conversation = request.parameter("conv")) filter.conversation = *conversation;
  auto const act = request.parameter("act");
  if (!act) return filter;
  filter.act = documents::message_act(*act);
  if (!filter.act) return Error(Errc::parameter_invalid, "act: no such act of a message");
  return filter;
}

Result<net::Answer> list_answer(Services const& services, Call const& call) {
  HUECRY_TRY(messages::Filter const filter, filter_of(call.request));
  HUECRY_TRY(std::uint64_t const limit,
             limit_parameter(call.request, k_list_items_default, limits::list_page_items_max));
  HUECRY_TRY(auto const before, cursor_parameter(call.request));
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const page,
             messages::list(*state, call.peer.identity.country, filter, before, limit, limits::list_scan_rows_max));
  Json items = Json::array();
  for (messages::Row const& row : page.rows) items.push_back(message_json(row));
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
  body["erased"] = entry.erased;
  std::string text = json::write(body);
  if (entry.erased) return json_answer(200, std::move(text));
  text.back() = ',';
  return json_answer(200, text.append(R"("item":)").append(exchange::message_json(entry)).append("}"));
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

asio::awaitable<net::Answer> get_message(Context const& context, Call& call) {
  auto job = [&context, &call] { return one_answer(context.services, call); };
  net::Answer answer = co_await answer_about_notice(context, call, std::move(job));
  co_return answer;
}

}
