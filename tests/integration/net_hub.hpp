#pragma once
// A listener with an application of its own, on ports that the system chooses, for tests of server/net.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/net/event.hpp"
#include "server/net/server.hpp"
#include "tests/integration/net_pki.hpp"
#include "tests/support/clock.hpp"

namespace huecry::test {

/// The routes of tests. Shared by all shards.
class EchoApplication final : public net::Application {
 public:
  static constexpr std::size_t k_echo_bytes_max = 1000;
  static constexpr std::size_t k_big_bytes_max = 8 << 20;

  explicit EchoApplication(net::Shards& shards);

  net::RouteLimits limits(net::Peer const& peer, std::string_view method, std::string_view path,
                          std::string_view correlation_id) override;
  asio::awaitable<net::Answer> handle(net::Peer const& peer, net::Request request) override;
  net::Answer problem(Error const& error, std::string_view correlation_id) override;
  void served(net::Peer const& peer, net::Served const& served) override;

  /// Wakes /v1/wait on all shards.
  void ring();
  [[nodiscard]] std::vector<net::Served> all_served();
  std::atomic<int> handled = 0;

 private:
  net::Event& event_of(net::Peer const& peer) { return *events_.at(peer.shard->index()); }
  net::Answer flood();
  net::Answer resume(std::string const& last_id, int count);  // breaks off after `count` events
  net::Answer ticks(net::Peer const& peer, std::chrono::milliseconds pause, int count);

  net::Shards& shards_;
  std::vector<std::unique_ptr<net::Event>> events_;
  std::mutex mutex_;
  std::vector<net::Served> served_;
};

/// Keeps the names of log events.
class EventLog final : public Log {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override;
  [[nodiscard]] std::size_t count(std::string_view event);

 private:
  std::mutex mutex_;
  std::vector<std::string> events_;
};

/// Time-outs that a test can wait for.
[[nodiscard]] net::Timeouts short_timeouts();

class NetHub {
 public:
  explicit NetHub(net::Timeouts timeouts = {}, net::Caps caps = {}, std::size_t shards = 2);
  ~NetHub();
  NetHub(NetHub const&) = delete;
  NetHub& operator=(NetHub const&) = delete;

  /// A gateway's credential that the door knows.
  [[nodiscard]] Credential member(std::string const& country);
  void stop(std::chrono::milliseconds grace);

  EventLog log;
  ManualClock clock;
  crypto::SystemRandom random;
  net::Counters counters;
  Pki pki;
  Door door;
  net::Shards shards;
  EchoApplication application;
  net::Server server;
  std::uint16_t port = 0;
  std::uint16_t plain_port = 0;

 private:
  bool running_ = true;
};

/// True as soon as the condition holds; false when it does not within five seconds.
[[nodiscard]] bool eventually(std::function<bool()> const& condition);

}
