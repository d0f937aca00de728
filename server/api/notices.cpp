// Submitting notices: one document, or many in one request (a document a line), each with its own result.

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/write.hpp"
#include "server/api/acceptance.hpp"
#include "server/api/handlers.hpp"
#include "server/net/turns.hpp"

namespace huecry::api {
namespace {

constexpr std::string_view k_batch = "application/vnd.huecry.batch+jsonl";

Result<std::vector<std::string_view>> lines_of(std::string_view body) {
  std::vector<std::string_view> lines;
  while (!body.empty()) {
    if (lines.size() == limits::batch_documents_max)
      return Error(Errc::batch_too_large, "at most " + std::to_string(limits::batch_documents_max) + " documents");
    auto const end = body.find('\n');
    lines.push_back(body.substr(0, end));
    body = end == std::string_view::npos ? std::string_view() : body.substr(end + 1);
  }
  if (lines.empty()) return Error(Errc::request_malformed, "the batch holds no document");
  return lines;
}

/// Another turn, behind one request of each member that waits.
asio::awaitable<void> take_turn(Call const& call) {
  if (call.request.turns != nullptr) co_await call.request.turns->take(call.peer.identity, call.request.urgency);
}

exchange::Pause pause_of(Call const& call) {
  return [&call] { return take_turn(call); };
}

asio::awaitable<net::Answer> post_batch(Context const& context, Call& call) {
  auto lines = lines_of(call.request.body);
  if (!lines) co_return problem_answer(lines.error(), call.request.correlation_id);
  exchange::Pause pause = pause_of(call);
  auto const results = co_await context.intake.submit_notices(call.peer.identity, *std::move(lines), std::move(pause));
  std::string body = R"({"results":[)";
  for (auto const& result : results) {
    count_submission(context, "notice", result);
    if (body.back() != '[') body += ',';
    body += result ? acceptance_json(*result) : problem_json(result.error(), call.request.correlation_id);
  }
  co_return json_answer(200, body + "]}");
}

}

asio::awaitable<net::Answer> post_notices(Context const& context, Call& call) {
  if (call.request.content_type == k_batch) {
    net::Answer batch = co_await post_batch(context, call);
    co_return batch;
  }
  std::vector<std::string_view> bodies(1, call.request.body);
  exchange::Pause pause = pause_of(call);
  auto const results = co_await context.intake.submit_notices(call.peer.identity, std::move(bodies), std::move(pause));
  count_submission(context, "notice", results.front());
  co_return acceptance_answer(results.front(), call);
}

asio::awaitable<net::Answer> post_diffusion(Context const& context, Call& call) {
  std::string_view const body = call.request.body;
  auto const result = co_await context.intake.submit_diffusion(call.peer.identity, body);
  count_submission(context, "diffusion", result);
  co_return acceptance_answer(result, call);
}

asio::awaitable<net::Answer> post_evidence(Context const& context, Call& call) {
  std::string_view const body = call.request.body;
  auto const result = co_await context.intake.submit_evidence(call.peer.identity, body);
  count_submission(context, "evidence", result);
  co_return acceptance_answer(result, call);
}

}
