// Reading notices: lists, one document, its history. What the reader may not see is absent, in every one of them.

#include <charconv>

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/text/fold.hpp"
#include "server/api/chain.hpp"
#include "server/api/notice_json.hpp"
#include "server/api/reading.hpp"
#include "storage/index/list.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

std::optional<bool> diffusion_from_text(std::string_view text) {
  for (bool const diffusion : {false, true})
    if (text == life::thing_of(diffusion)) return diffusion;
  return std::nullopt;
}

Result<index::Filter> filter_of(net::Request const& request, Clock const& clock) {
  index::Filter filter;
  HUECRY_TRY(filter.colour, choice_parameter<documents::Colour>(request, "colour", documents::colour_from_text));
  HUECRY_TRY(filter.state, choice_parameter<life::NoticeState>(request, "state", life::notice_state));
  HUECRY_TRY(filter.extract, choice_parameter<life::ExtractState>(request, "extract", life::extract_state));
  HUECRY_TRY(filter.diffusion, choice_parameter<bool>(request, "channel", diffusion_from_text));
  HUECRY_TRY(filter.origin, country_parameter(request, "origin"));
  HUECRY_TRY(filter.recipient, country_parameter(request, "recipient"));
  HUECRY_TRY(filter.region, choice_parameter<Region>(request, "region", region_from_text));
  HUECRY_TRY(filter.urgent, flag_parameter(request, "urgent"));
  if (request.parameter("overdue")) {
    HUECRY_TRY(std::uint64_t const hours, number_parameter(request, "overdue", 0, 24 * 366));
    filter.overdue = index::Overdue{clock.now(), std::chrono::hours(hours)};
  }
  if (auto const offence = request.parameter("offence")) filter.offence = *offence;
  if (auto const text = request.parameter("text")) filter.text = text::fold(*text);
  return filter;
}

Result<AnswerWithContent> list_answer(Services const& services, Call const& call) {
  net::Request const& request = call.request;
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::list));
  HUECRY_TRY(Purpose const purpose, purpose_of(services, request));
  index::Visibility const visibility = visibility_of(call.peer.identity);
  HUECRY_TRY(index::Filter const filter, filter_of(request, services.clock));
  HUECRY_TRY(std::uint64_t const limit, limit_parameter(request, k_list_items_default, limits::list_page_items_max));
  index::PageSize size;
  size.items = limit;
  auto const state = services.store.snapshot();
  auto const may_read = [&](index::Head const& head) {
    return may_read_now(*state, services, head, call.peer.identity, purpose);
  };
  HUECRY_TRY(index::Page const page,
             index::list(*state, filter, visibility, request.parameter("cursor").value_or(""), size, may_read));
  for (index::Head const& head : page.heads) note_read(shown, call, head, head.content_ver);
  shown.answer = json_answer(200, list_json(page));
  return shown;
}

Result<std::optional<std::uint32_t>> version_parameter(net::Request const& request) {
  if (!request.parameter("ver")) return std::optional<std::uint32_t>();
  HUECRY_TRY(std::uint64_t const ver, number_parameter(request, "ver", 0, 0xffffffffU));
  return std::optional(static_cast<std::uint32_t>(ver));
}

Result<AnswerWithContent> document_answer(Services const& services, Call const& call) {
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::document));
  HUECRY_TRY(auto const ver, version_parameter(call.request));
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  HUECRY_TRY(Copy const copy, visible_copy(*state, services, head, ver, call));
  std::string const tag = '"' + to_base64url(copy.object) + '"';
  net::Answer& answer = shown.answer;
  if (call.request.if_none_match == tag) {
    answer.status = 304;  // it has shown nothing
  } else {
    HUECRY_TRY(journal::Record const record, journal::read(*state, copy.position));
    if (record.erased) return Error(Errc::erased);  // since the snapshot, or before an older copy was restored
    answer.content_type = envelope::media_type_of(copy.type);
    answer.body = envelope::to_container(record.document);
    note_read(shown, call, head, copy.ver);
  }
  answer.headers.emplace_back("ETag", tag);
  answer.headers.emplace_back("Cache-Control", "no-store");
  return shown;
}

Result<net::Answer> history_answer(Services const& services, Call const& call) {
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  HUECRY_TRY(auto const versions, index::history_of(*state, head.iss, head.id));
  HUECRY_TRY(auto const steps, index::steps_of(*state, head.first.position));
  return json_answer(200, history_json(head, versions, steps, call));
}

/// Of the secretariat, newest first, for whoever may read the notice.
Result<AnswerWithContent> remarks_answer(Services const& services, Call const& call) {
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::remarks));
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  HUECRY_TRY(auto const steps, index::steps_of(*state, head.first.position));
  Json items = Json::array();
  for (auto step = steps.rbegin(); step != steps.rend() && items.size() < limits::remarks_shown_max; ++step) {
    if (step->event != life::NoticeEvent::add_remark) continue;
    HUECRY_TRY(journal::Record const record, journal::read(*state, step->at.position));
    if (record.erased) continue;
    items.push_back({{"entered", moment_json(step->at)},
                     {"ver", step->ver},
                     {"object", to_base64url(step->object)},
                     {"document", Json::parse(envelope::to_container(record.document))}});
  }
  if (!items.empty()) note_read(shown, call, head, head.content_ver);
  shown.answer = json_answer(200, json::write(Json{{"id", head.id}, {"remarks", std::move(items)}}));
  return shown;
}

Result<AnswerWithContent> chain_answer(Services const& services, Call const& call) {
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::chain));
  std::optional<journal::Position> after;
  if (call.request.parameter("after")) {
    HUECRY_TRY(after, number_parameter(call.request, "after", 0, INT64_MAX));
  }
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  if (!sees_every_recipient(head, call.peer.identity)) return Error(Errc::not_found);
  HUECRY_TRY(std::string body, chain_json(*state, head, after));
  note_read(shown, call, head, head.newest);
  shown.answer = json_answer(200, std::move(body));
  return shown;
}

}

asio::awaitable<net::Answer> list_notices(Context const& context, Call& call) {
  auto job = [&context, &call] { return list_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_notice(Context const& context, Call& call) {
  auto job = [&context, &call] { return document_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_chain(Context const& context, Call& call) {
  auto job = [&context, &call] { return chain_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_remarks(Context const& context, Call& call) {
  auto job = [&context, &call] { return remarks_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_history(Context const& context, Call& call) {
  auto job = [&context, &call] { return history_answer(context.services, call); };
  net::Answer answer = co_await answer_about_notice(context, call, job);
  co_return answer;
}

}
