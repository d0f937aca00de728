#include "server/api/member_api.hpp"

#include "protocol/base/error_table.hpp"
#include "server/api/problem.hpp"

namespace huecry::api {
namespace {

/// `wanted` holds words separated by one space.
bool has_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    auto const end = words.find(' ');
    if (words.substr(0, end) == wanted) return true;
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return false;
}

net::Answer refusal(Error const& error, std::string_view correlation_id, std::string allowed = {}) {
  net::Answer answer = problem_answer(error, correlation_id);
  if (!allowed.empty()) answer.headers.emplace_back("Allow", std::move(allowed));
  return answer;
}

/// Roles are no secret, and whoever chose the wrong certificate should see it.
Error role_error(certs::Role own, Roles may) {
  std::string names;
  for (certs::Role const role : {certs::Role::bureau, certs::Role::secretariat, certs::Role::coordinator,
                                 certs::Role::auditor, certs::Role::entity})
    if ((may & role_bit(role)) != 0) names.append(names.empty() ? "" : ", ").append(certs::to_text(role));
  return Error(Errc::role_required, "your role is " + std::string(certs::to_text(own)) + "; it is for " + names);
}

Result<> check_request(Route const& route, net::Request const& request) {
  if (!route.media_types.empty() && !has_word(route.media_types, request.content_type))
    return Error(Errc::media_type, "this resource takes " + std::string(route.media_types));
  for (std::size_t i = 0; i < request.query.size(); ++i) {
    auto const& [name, value] = request.query[i];
    if (!has_word(route.parameters, name)) return Error(Errc::parameter_invalid, "unknown parameter " + name);
    for (std::size_t j = 0; j < i; ++j)
      if (request.query[j].first == name) return Error(Errc::parameter_invalid, "parameter " + name + " stands twice");
  }
  return ok();
}

}

net::RouteLimits MemberApi::limits(net::Peer const& peer, std::string_view method, std::string_view path,
                                   std::string_view correlation_id) {
  Match const found = match(routes(), method, path);
  if (found.route == nullptr && found.allowed.empty())
    return net::RouteLimits(refusal(Error(Errc::route_unknown), correlation_id));
  if (found.route == nullptr)
    return net::RouteLimits(refusal(Error(Errc::method_not_allowed), correlation_id, found.allowed));
  if ((found.route->roles & role_bit(peer.identity.role)) == 0)
    return net::RouteLimits(refusal(role_error(peer.identity.role, found.route->roles), correlation_id));
  if (auto const taken = context_.quota.take_request(peer.identity); !taken)
    return net::RouteLimits(refusal(taken.error(), correlation_id));
  return net::RouteLimits(found.route->body_bytes_max);
}

asio::awaitable<net::Answer> MemberApi::handle(net::Peer const& peer, net::Request request) {
  Match found = match(routes(), request.method, request.path);
  if (found.route == nullptr) co_return problem(Error(Errc::route_unknown), request.correlation_id);
  if (auto const checked = check_request(*found.route, request); !checked)
    co_return problem(checked.error(), request.correlation_id);
  Call call(peer, std::move(request), std::move(found.params));
  net::Answer answer = co_await found.route->handler(context_, call);
  co_return answer;
}

net::Answer MemberApi::problem(Error const& error, std::string_view correlation_id) {
  if (row_of(error.code).status >= 500)
    context_.services.log.write(
        LogLevel::error, "request-failed",
        {{"code", token_of(error.code)}, {"detail", std::string_view(error.detail)}, {"correlation", correlation_id}});
  return problem_answer(error, correlation_id);
}

void MemberApi::served(net::Peer const& peer, net::Served const& served) {
  context_.metrics.request(pattern_of(routes(), served.path), served.method, served.status, served.duration);
  std::string const who = peer.identity.text();
  context_.services.log.write(LogLevel::info, "request",
                              {{"peer", std::string_view(who)},
                               {"method", std::string_view(served.method)},
                               {"path", std::string_view(served.path)},
                               {"status", std::int64_t{served.status}},
                               {"micros", std::int64_t{served.duration.count()}},
                               {"bytes_in", std::uint64_t{served.bytes_in}},
                               {"bytes_out", std::uint64_t{served.bytes_out}},
                               {"complete", served.complete},
                               {"correlation", std::string_view(served.correlation_id)}});
}

}
