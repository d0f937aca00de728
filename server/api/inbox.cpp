// The inbox, as a page (perhaps after waiting for the first item) or as an event stream. Both read the same way.

#include <algorithm>
#include <charconv>

#include "protocol/base/limits.hpp"
#include "server/api/handlers.hpp"

namespace huecry::api {
namespace {

using exchange::InboxPage;
using exchange::InboxQuestion;
using Cursor = std::optional<journal::Position>;
using namespace std::chrono_literals;

constexpr std::size_t k_page_items_default = 100;
constexpr std::size_t k_stream_items = 64;  // of one chunk, so that a slow reader holds little memory
constexpr auto k_stream_comment_every = 20s;

struct Question {
  InboxQuestion page;
  std::chrono::milliseconds wait{};
};

Result<std::optional<documents::Urgency>> urgency_of(net::Request const& request) {
  auto const text = request.parameter("prio");
  if (!text) return std::optional<documents::Urgency>();
  auto const urgency = documents::urgency(*text);
  if (!urgency || *urgency == documents::Urgency::routine)
    return Error(Errc::parameter_invalid, "prio: flash or urgent; without it everything comes in its order");
  return urgency;
}

Result<Question> question_of(net::Request const& request, std::chrono::seconds wait_max) {
  Question question;
  HUECRY_TRY(question.page.after, position_parameter(request, "after"));
  HUECRY_TRY(std::uint64_t const limit, limit_parameter(request, k_page_items_default, limits::inbox_page_items_max));
  HUECRY_TRY(std::uint64_t const wait, number_parameter(request, "wait", 0, 3600));
  HUECRY_TRY(question.page.urgency, urgency_of(request));
  question.page.items_max = limit;
  question.wait = std::min(std::chrono::seconds(wait), wait_max);
  return question;
}

/// On the pool: reads may miss the cache.
asio::awaitable<Result<InboxPage>> read_page(Context const& context, net::Peer const& peer, InboxQuestion question) {
  auto job = [&context, &peer, question]() -> Result<InboxPage> {
    HUECRY_TRY(auto const reader, exchange::reader_of(peer.identity));
    return context.inbox.read(reader, question);
  };
  return net::offload(context.pool, std::move(job));
}

/// A page with at least one item, or an empty one when the time is over or the hub stops.
asio::awaitable<Result<InboxPage>> read_or_wait(Context const& context, net::Peer const& peer, Question question) {
  CountryCode const member = peer.identity.country;  // its entities are rung with it
  auto const deadline = std::chrono::steady_clock::now() + question.wait;
  for (;;) {
    std::uint64_t const ticket = context.wakeups.ticket(*peer.shard, member);
    Result<InboxPage> page = co_await read_page(context, peer, question.page);
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (!page || !page->items.empty() || page->more || left <= 0ms || peer.shard->stopping()) co_return page;
    question.page.after = page->next;
    bool const rung = co_await context.wakeups.wait(*peer.shard, member, ticket, left);
    if (!rung) co_return page;
  }
}

std::string page_json(InboxPage const& page) {
  std::string out = R"({"items":[)";
  for (auto const& item : page.items) {
    if (out.back() != '[') out += ',';
    out += item.json;
  }
  out += R"(],"next":)";
  out += page.next ? std::to_string(*page.next) : "null";
  out += page.more ? R"(,"more":true})" : R"(,"more":false})";
  return out;
}

std::string events_text(InboxPage const& page) {
  std::string out;
  for (auto const& item : page.items) {
    out.append("id: ").append(std::to_string(item.position));
    out.append("\nevent: ").append(item.kind);
    out.append("\ndata: ").append(item.json).append("\n\n");
  }
  return out;
}

/// The next chunk of a stream: the next items, or a comment that shows that the line is alive. Ends when the hub stops
/// or the member may no longer read.
asio::awaitable<std::optional<std::string>> next_events(Context const& context, net::Peer const& peer,
                                                        std::shared_ptr<InboxQuestion> reached) {
  Question const question{*reached, k_stream_comment_every};
  Result<InboxPage> const page = co_await read_or_wait(context, peer, question);
  if (!page) co_return std::nullopt;
  reached->after = page->next;
  if (!page->items.empty()) co_return events_text(*page);
  if (peer.shard->stopping()) co_return std::nullopt;
  co_return std::string(": nothing new\n\n");
}

Result<Cursor> cursor_of(net::Request const& request) {
  if (request.last_event_id.empty()) return position_parameter(request, "after");
  std::uint64_t value = 0;
  auto const& text = request.last_event_id;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return Error(Errc::parameter_invalid, "Last-Event-ID is a position");
  return Cursor(value);
}

Result<InboxQuestion> stream_start(net::Request const& request) {
  InboxQuestion question;
  HUECRY_TRY(question.after, cursor_of(request));
  HUECRY_TRY(question.urgency, urgency_of(request));
  question.items_max = k_stream_items;
  return question;
}

net::Answer stream_answer(Context const& context, net::Peer const& peer, InboxQuestion const& start) {
  net::Answer answer(200, "text/event-stream", "retry: 1000\n\n");
  answer.headers.emplace_back("Cache-Control", "no-store");
  auto reached = std::make_shared<InboxQuestion>(start);
  answer.stream = [&context, &peer, reached] { return next_events(context, peer, reached); };
  return answer;
}

}

asio::awaitable<net::Answer> get_inbox(Context const& context, Call& call) {
  if (call.request.accept.find("text/event-stream") != std::string::npos) {
    auto const start = stream_start(call.request);
    if (!start) co_return problem_answer(start.error(), call.request.correlation_id);
    co_return stream_answer(context, call.peer, *start);
  }
  auto const question = question_of(call.request, context.inbox_wait_max);
  if (!question) co_return problem_answer(question.error(), call.request.correlation_id);
  Result<InboxPage> const page = co_await read_or_wait(context, call.peer, *question);
  if (!page) co_return problem_answer(page.error(), call.request.correlation_id);
  net::Answer answer = json_answer(200, page_json(*page));
  answer.headers.emplace_back("Cache-Control", "no-store");
  co_return answer;
}

}
