#include "server/api/operator_api.hpp"

#include <algorithm>
#include <array>

#include "server/api/problem.hpp"
#include "server/net/await_elsewhere.hpp"

namespace huecry::api {
namespace {

constexpr std::array<std::string_view, 5> k_paths{"/livez", "/readyz", "/metrics", "/backup", "/backup/done"};
constexpr int k_unavailable = 503;

}

net::RouteLimits OperatorApi::limits(net::Peer const&, std::string_view method, std::string_view path,
                                     std::string_view correlation_id) {
  if (std::ranges::find(k_paths, path) == k_paths.end())
    return net::RouteLimits(problem_answer(Error(Errc::route_unknown), correlation_id));
  if (method != "GET" && !(method == "POST" && path == "/backup"))
    return net::RouteLimits(problem_answer(Error(Errc::method_not_allowed), correlation_id));
  return net::RouteLimits(0);
}

asio::awaitable<net::Answer> OperatorApi::handle(net::Peer const&, net::Request request) {
  if (request.path == "/livez") co_return net::Answer(200, "text/plain; charset=utf-8", "alive\n");
  if (request.path == "/metrics")
    co_return net::Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text());
  if (request.path.starts_with("/backup")) {
    net::Answer about_backups = co_await backup(request);
    co_return about_backups;
  }
  net::Answer answer = co_await readiness(request.correlation_id);
  co_return answer;
}

asio::awaitable<net::Answer> OperatorApi::backup(net::Request const& request) {
  if (request.method == "POST") {
    if (Result<> const asked = backups_.ask(); !asked) co_return problem_answer(asked.error(), request.correlation_id);
    co_return net::Answer(202, "application/json", backups_.standing());
  }
  if (request.path != "/backup/done") co_return net::Answer(200, "application/json", backups_.standing());
  auto begin = [this](auto done) { backups_.when_done(std::move(done)); };
  std::string standing = co_await net::await_elsewhere<std::string>(std::move(begin));
  co_return net::Answer(200, "application/json", std::move(standing));
}

/// The checks write to the disk and may block: they run on the pool.
asio::awaitable<net::Answer> OperatorApi::readiness(std::string_view correlation_id) {
  auto job = [this] { return Result<std::vector<ops::CheckOutcome>>(health_.outcomes()); };
  Result<std::vector<ops::CheckOutcome>> const outcomes = co_await net::offload(pool_, std::move(job));
  if (!outcomes) co_return problem_answer(outcomes.error(), correlation_id);
  int const status = ops::all_good(*outcomes) ? 200 : k_unavailable;
  co_return net::Answer(status, "application/json", ops::to_json(*outcomes) + '\n');
}

net::Answer OperatorApi::problem(Error const& error, std::string_view correlation_id) {
  return problem_answer(error, correlation_id);
}

}
