// The review desk: decisions come in as documents; reviewers see what waits, and one request with all that they must
// know.

#include "server/exchange/review.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/checklist.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/documents/review_decision.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/acceptance.hpp"
#include "server/api/handlers.hpp"
#include "server/api/notice_json.hpp"
#include "server/api/reading.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/list.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

Json lease_json(index::Lease const& lease, UnixSeconds now) {
  return {{"party", lease.party}, {"until", documents::moment_text(lease.until)}, {"over", lease.until <= now}};
}

Json request_json(Services const& services, index::Head const& head, index::Version const& version,
                  index::Request const& request) {
  auto const now = to_seconds(services.clock.now());
  Json item = {{"notice", head.id},
               {"ver", request.ver},
               {"iss", head.iss.text()},
               {"colour", documents::to_text(version.facts.colour)},
               {"title", version.facts.title},
               {"file_no", version.facts.file_no},
               {"urgent", request.urgent},
               {"channel", life::thing_of(head.diffusion)},
               {"update", !head.diffusion && life::is_in_force(head.state)},
               {"state", life::to_text(request.state)},
               {"entered", moment_json(request.entered)},
               {"two_signers", !head.diffusion && exchange::needs_two(services.policy.get(), version.facts.colour)}};
  if (request.lease) item["taken"] = lease_json(*request.lease, now);
  if (request.answer_until) item["answer_until"] = documents::moment_text(*request.answer_until);
  if (request.agreements.empty()) return item;
  Json agreed = Json::array();
  for (index::Agreement const& agreement : request.agreements)
    agreed.push_back({{"act", documents::act_text(agreement.act)}, {"party", agreement.party}});
  item["agreed"] = std::move(agreed);
  return item;
}

Result<index::Version> version_that_waits(kv::Reader const& state, index::Head const& head,
                                          index::Request const& request) {
  HUECRY_TRY(auto version, index::version_of(state, head.iss, head.id, request.ver));
  if (!version) return Error(Errc::corrupt, "a request without its version");
  return *std::move(version);
}

Result<std::string> cursor_of(Call const& call) {
  auto const text = call.request.parameter("cursor");
  if (!text) return std::string();
  auto const bytes = base64url_decode(*text);
  if (!bytes) return Error(Errc::parameter_invalid, "cursor is not one of ours");
  return std::string(as_text(*bytes));
}

/// How many extracts wait for a reviewer; counts to a page at most.
Result<std::size_t> extracts_asked(kv::Reader const& state) {
  index::Filter filter;
  filter.extract = life::ExtractState::asked;
  index::PageSize size;
  size.items = limits::review_page_items_max;
  HUECRY_TRY(index::Page const page, index::list(state, filter, index::Visibility::secretariat(), "", size));
  return page.heads.size();
}

Result<AnswerWithContent> queue_answer(Services const& services, Call const& call) {
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::list));
  HUECRY_TRY(std::string const after, cursor_of(call));
  HUECRY_TRY(std::uint64_t const limit,
             limit_parameter(call.request, limits::review_page_items_max, limits::review_page_items_max));
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const page, index::queue(*state, after, limit));
  Json items = Json::array();
  for (index::Queued const& queued : page.items) {
    HUECRY_TRY(index::Head const head, index::head_at(*state, queued.first));
    HUECRY_TRY(auto const version, version_that_waits(*state, head, queued.request));
    items.push_back(request_json(services, head, version, queued.request));
    note_read(shown, call, head, version.ver);
  }
  Json const next = page.next.empty() ? Json() : Json(base64url_encode(as_bytes(page.next)));
  HUECRY_TRY(std::size_t const asked, extracts_asked(*state));
  shown.answer =
      json_answer(200, json::write(Json{{"items", std::move(items)}, {"next", next}, {"extracts_asked", asked}}));
  return shown;
}

Json check_json(documents::Checked const& checked) {
  Json item = {{"rule", checked.rule}, {"holds", checked.faults.empty()}, {"binds", checked.binds}};
  if (checked.faults.empty()) return item;
  Json faults = Json::array();
  for (FieldFault const& fault : checked.faults)
    faults.push_back({{"pointer", fault.pointer}, {"detail", fault.message}});
  item["faults"] = std::move(faults);
  return item;
}

/// The document that waits, and the conditions of its colour.
Result<> add_document(kv::Reader const& state, index::Head const& head, index::Version const& version, Json& body) {
  HUECRY_TRY(journal::Record const record, journal::read(state, version.entered.position));
  HUECRY_TRY(auto const document, envelope::parse_compact(record.document, exchange::document_type(head)));
  HUECRY_TRY(auto const checks, documents::checklist(document.payload()));
  body["document"] = Json::parse(envelope::to_container(record.document));
  body["checks"] = Json::array();
  for (documents::Checked const& checked : checks) body["checks"].push_back(check_json(checked));
  return ok();
}

/// With its words: what a return says is missing, why a request was refused.
Result<> add_last_decision(kv::Reader const& state, index::Head const& head, bool of_request, Json& body) {
  HUECRY_TRY(auto const step, index::newest_decision(state, head.first.position, of_request));
  if (!step) return ok();
  HUECRY_TRY(journal::Record const record, journal::read(state, step->at.position));
  if (!record.erased) body["decision"] = Json::parse(envelope::to_container(record.document));
  return ok();
}

Result<AnswerWithContent> request_answer(Services const& services, Call const& call) {
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::request));
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  // A recipient of the version in force must not learn that another one waits.
  if (!sees_every_recipient(head, call.peer.identity)) return Error(Errc::not_found);
  HUECRY_TRY(auto const request, index::request_of(*state, head.first.position));
  HUECRY_TRY(Digest const last, index::last_step(*state, head));
  HUECRY_TRY(Digest const in_force, index::last_step_in_force(*state, head));
  HUECRY_TRY(Digest const of_extract, index::last_step_of_extract(*state, head));
  Json body = {{"notice", head.id},
               {"state", life::to_text(head.state)},
               {"ver", head.ver},
               {"newest", head.newest},
               {"prev", to_base64url(last)},
               {"prev_in_force", to_base64url(in_force)},
               {"prev_extract", to_base64url(of_extract)}};
  if (head.number.n != 0) body["number"] = index::to_text(head.number);
  if (head.extract != life::ExtractState::none) body["extract"] = life::to_text(head.extract);
  if (head.review_on) body["review_on"] = documents::date_text(*head.review_on);
  if (!head.holds.empty()) body["holds"] = head.holds;
  if (head.erase_due) body["erased_from"] = iso_time(UnixMillis(*head.erase_due));
  HUECRY_CHECK(add_last_decision(*state, head, request.has_value(), body));
  if (request) {
    HUECRY_TRY(auto const version, version_that_waits(*state, head, *request));
    body["request"] = request_json(services, head, version, *request);
    HUECRY_CHECK(add_document(*state, head, version, body));
  }
  note_read(shown, call, head, request ? request->ver : head.ver);
  shown.answer = json_answer(200, json::write(body));
  return shown;
}

}

asio::awaitable<net::Answer> post_decision(Context const& context, Call& call) {
  std::string_view const body = call.request.body;
  auto const result = co_await context.intake.submit_decision(call.peer.identity, body);
  count_submission(context, "decision", result);
  co_return acceptance_answer(result, call);
}

asio::awaitable<net::Answer> list_review(Context const& context, Call& call) {
  auto job = [&context, &call] { return queue_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_review(Context const& context, Call& call) {
  auto job = [&context, &call] { return request_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

}
