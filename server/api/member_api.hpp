#pragma once
// The members' side of the hub: from a request to the handler of its route, and from whatever happened to an answer.
//
// From the header alone: route, method, role, quota, size. Then media type and parameters, then the handler. A
// handler's error becomes a problem in one place (problem.hpp). Runs on the connection's shard.

#include "server/api/context.hpp"
#include "server/api/route.hpp"

namespace huecry::api {

class MemberApi final : public net::Application {
 public:
  /// The context outlives the listener.
  explicit MemberApi(Context const& context) : context_(context) {}

  [[nodiscard]] net::RouteLimits limits(net::Peer const& peer, std::string_view method, std::string_view path,
                                        std::string_view correlation_id) override;
  [[nodiscard]] asio::awaitable<net::Answer> handle(net::Peer const& peer, net::Request request) override;
  [[nodiscard]] net::Answer problem(Error const& error, std::string_view correlation_id) override;
  void served(net::Peer const& peer, net::Served const& served) override;

 private:
  Context const& context_;
};

}
