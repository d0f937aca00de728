#pragma once
// The operator's listener, on loopback: /livez, /readyz, /metrics; /backup, by POST to have one made, by GET to see
// what became of it, of /backup/done once it is made. No identity, no content: who reaches it may ask for a backup, and
// cannot say where it goes.

#include <functional>
#include <string>

#include "server/net/http.hpp"
#include "server/net/pool.hpp"
#include "server/ops/health.hpp"
#include "server/ops/metrics.hpp"

namespace huecry::api {

/// How backups are asked for. Any thread.
struct BackupDesk {
  std::function<Result<>()> ask;
  std::function<std::string()> standing;  // JSON
  /// The same once nothing is being made: calls back once, from any thread.
  std::function<void(std::function<void(std::string)>)> when_done;
};

class OperatorApi final : public net::Application {
 public:
  /// All outlive the listener.
  OperatorApi(ops::Health& health, ops::Metrics const& metrics, net::Pool& pool, BackupDesk backups)
      : health_(health), metrics_(metrics), pool_(pool), backups_(std::move(backups)) {}

  [[nodiscard]] net::RouteLimits limits(net::Peer const& peer, std::string_view method, std::string_view path,
                                        std::string_view correlation_id) override;
  [[nodiscard]] asio::awaitable<net::Answer> handle(net::Peer const& peer, net::Request request) override;
  [[nodiscard]] net::Answer problem(Error const& error, std::string_view correlation_id) override;

 private:
  [[nodiscard]] asio::awaitable<net::Answer> backup(net::Request const& request);
  [[nodiscard]] asio::awaitable<net::Answer> readiness(std::string_view correlation_id);

  ops::Health& health_;
  ops::Metrics const& metrics_;
  net::Pool& pool_;
  BackupDesk backups_;
};

}
