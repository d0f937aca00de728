#pragma once
// One listening socket: accepts on one shard, hands each connection to the next shard before its session starts.

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/net/connection.hpp"
#include "server/net/session.hpp"

namespace huecry::net {

/// What is kept for each shard.
struct Lane {
  Lane(Shard& shard_, Common& common) : shard(shard_), connections(shard_, common.parts.clock, common.timeouts.tick) {}

  Shard& shard;
  Connections connections;
};
using Lanes = std::vector<std::unique_ptr<Lane>>;

/// The context that new connections use; null for a plain listener. Any thread.
class TlsSource {
 public:
  void set(std::shared_ptr<TlsState const> tls) {
    std::lock_guard const lock(mutex_);
    tls_ = std::move(tls);
  }
  [[nodiscard]] std::shared_ptr<TlsState const> get() const {
    std::lock_guard const lock(mutex_);
    return tls_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<TlsState const> tls_;
};

class Listener {
 public:
  Listener(Common& common, Lanes& lanes, TlsSource const& tls, Application& application);
  ~Listener() = default;
  Listener(Listener const&) = delete;
  Listener& operator=(Listener const&) = delete;

  /// Binds and listens; returns the port. Any thread, before start(). Errors: Errc::io.
  [[nodiscard]] Result<std::uint16_t> bind(std::string const& address, std::uint16_t port);
  /// Begins to accept on the first shard. Any thread.
  void start();
  /// Takes what has arrived already, then closes the port. The first shard's thread.
  void close();

 private:
  using Tcp = asio::ip::tcp;

  asio::awaitable<void> accept_loop(TaskGroup::Task& task);
  asio::awaitable<void> after_error(boost::system::error_code code);
  void arrived(Lane& lane, Tcp::socket socket);
  void begin(Lane& lane, std::shared_ptr<Arrival> arrival);
  [[nodiscard]] Lane& next_lane();

  Common& common_;
  Lanes& lanes_;
  TlsSource const& tls_;
  Application& application_;
  Tcp::acceptor acceptor_;
  std::size_t turn_ = 0;
  std::chrono::milliseconds pause_{};
};

}
