// OpenID AuthZEN, Authorization API 1.0: the policy's decision in the form that other products ask for it
// (docs/policy.md, "AuthZEN"). Nothing is kept, and nothing is decided here.

#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "server/api/authzen_decider.hpp"
#include "server/api/handlers.hpp"
#include "server/api/visible.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

constexpr int k_our_fault = 500;

Result<Json> read_body(Call const& call) {
  json::ReadOptions options;
  options.depth_max = limits::evaluations_depth_max;
  options.fractions = true;
  return json::read(call.request.body, options);
}

Result<net::Answer> single_answer(Services const& services, Call const& call, Json const& body) {
  HUECRY_TRY(authzen::Question const question, authzen::read_question(body));
  authzen::Decider decider(services, call.peer.identity);
  HUECRY_TRY(authzen::Answer const answer, decider.answer(question));
  return json_answer(200, authzen::to_json(answer));
}

struct Item {
  bool decision = false;
  std::string text;
};

/// The first of its faults alone: all of them, for each question, could be megabytes.
std::string denied_for(Error error, Call const& call) {
  if (error.faults.size() > 1) error.faults.resize(1);
  return R"({"context":{"error":)" + problem_json(error, call.request.correlation_id) + R"(},"decision":false})";
}

/// A question that its sender got wrong is denied, and says so; what the hub fails at fails the whole request.
Result<Item> item_of(authzen::Decider& decider, Result<authzen::Question> const& question, Call const& call) {
  Result<authzen::Answer> answer = question ? decider.answer(*question) : Result<authzen::Answer>(question.error());
  if (answer) return Item{answer->decision, authzen::to_json(*answer)};
  if (row_of(answer.error().code).status >= k_our_fault) return std::move(answer).error();
  return Item{false, denied_for(std::move(answer).error(), call)};
}

bool is_last(authzen::Semantic semantic, bool decision) {
  if (semantic == authzen::Semantic::deny_on_first_deny) return !decision;
  return semantic == authzen::Semantic::permit_on_first_permit && decision;
}

Result<net::Answer> list_answer(Services const& services, Call const& call, Json const& body) {
  HUECRY_TRY(auto const questions, authzen::read_questions(body));
  if (questions.list.empty()) return single_answer(services, call, body);
  authzen::Decider decider(services, call.peer.identity);
  std::string out = R"({"evaluations":[)";
  for (Result<authzen::Question> const& question : questions.list) {
    HUECRY_TRY(Item const item, item_of(decider, question, call));
    if (out.back() != '[') out += ',';
    out += item.text;
    if (is_last(questions.semantic, item.decision)) break;
  }
  return json_answer(200, out + "]}");
}

Result<net::Answer> answer_to(Services const& services, Call const& call, bool may_be_list) {
  HUECRY_TRY(Json const body, read_body(call));
  return may_be_list ? list_answer(services, call, body) : single_answer(services, call, body);
}

/// A bare no may mean that there is no such notice: it is said at a fixed time, as "not found" is.
template <class Job>
asio::awaitable<net::Answer> answer_questions(Context const& context, Call& call, Job job) {
  auto const asked = std::chrono::steady_clock::now();
  auto result = co_await net::offload(context.pool, std::move(job));
  bool const bare = result && result->body.find(R"({"decision":false})") != std::string::npos;
  if (bare) co_await pause_before_absent(call, asked);
  co_return answer_or_problem(std::move(result), call);
}

}

asio::awaitable<net::Answer> post_evaluation(Context const& context, Call& call) {
  auto job = [&context, &call] { return answer_to(context.services, call, false); };
  net::Answer answer = co_await answer_questions(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> post_evaluations(Context const& context, Call& call) {
  auto job = [&context, &call] { return answer_to(context.services, call, true); };
  net::Answer answer = co_await answer_questions(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_authzen_configuration(Context const& context, Call&) {
  Json const body = {{"policy_decision_point", context.url},
                     {"access_evaluation_endpoint", context.url + "/access/v1/evaluation"},
                     {"access_evaluations_endpoint", context.url + "/access/v1/evaluations"}};
  net::Answer answer = json_answer(200, json::write(body));
  answer.headers.emplace_back("Cache-Control", "max-age=3600");
  co_return answer;
}

}
