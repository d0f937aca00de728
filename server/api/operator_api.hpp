#pragma once
// The operator's listener, on loopback: /livez, /readyz, /metrics. No identity, no content.

#include "server/net/http.hpp"
#include "server/net/pool.hpp"
#include "server/ops/health.hpp"
#include "server/ops/metrics.hpp"

namespace huecry::api {

class OperatorApi final : public net::Application {
 public:
  /// All outlive the listener.
  OperatorApi(ops::Health& health, ops::Metrics const& metrics, net::Pool& pool)
      : health_(health), metrics_(metrics), pool_(pool) {}

  [[nodiscard]] net::RouteLimits limits(net::Peer const& peer, std::string_view method, std::string_view path,
                                        std::string_view correlation_id) override;
  [[nodiscard]] asio::awaitable<net::Answer> handle(net::Peer const& peer, net::Request request) override;
  [[nodiscard]] net::Answer problem(Error const& error, std::string_view correlation_id) override;

 private:
  [[nodiscard]] asio::awaitable<net::Answer> readiness(std::string_view correlation_id);

  ops::Health& health_;
  ops::Metrics const& metrics_;
  net::Pool& pool_;
};

}
