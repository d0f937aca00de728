#include "server/net/server.hpp"

#include <boost/asio/ip/address.hpp>
#include <future>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "protocol/base/error_table.hpp"
#include "server/net/listener.hpp"

namespace huecry::net {
namespace {

/// Runs fn on the shard and waits for what it returns. Not on a shard's thread.
template <class F, class R = std::invoke_result_t<F&>>
R ask(Shard& shard, F fn) {
  HUECRY_ASSERT(!shard.is_current());
  auto task = std::make_shared<std::packaged_task<R()>>(std::move(fn));
  std::future<R> answer = task->get_future();
  shard.post([task] { (*task)(); });
  return answer.get();
}

bool same_party(certs::Identity const& a, certs::Identity const& b) {
  return a.country == b.country && a.organisation == b.organisation && a.role == b.role && a.kind == b.kind &&
         a.region == b.region;
}

}

struct Server::Rep {
  Rep(Parts parts, Timeouts timeouts, Caps caps) : common(parts, timeouts, caps) {
    for (std::size_t i = 0; i < parts.shards.size(); ++i) {
      lanes.push_back(std::make_unique<Lane>(parts.shards.at(i), common));
    }
  }

  Result<std::uint16_t> listen(std::string const& address, std::uint16_t port, TlsSource const& source,
                               Application& application);
  [[nodiscard]] std::vector<LiveLeaf> live_leaves();
  [[nodiscard]] bool still_admitted(LiveLeaf const& live);

  Common common;
  Lanes lanes;
  TlsSource tls;
  TlsSource const plain;  // stays empty
  std::vector<std::unique_ptr<Listener>> listeners;
  std::mutex mutex;  // sweep and close exclude each other: a sweep waits for shards that must still run
  bool closed = false;
};

Result<std::uint16_t> Server::Rep::listen(std::string const& address, std::uint16_t port, TlsSource const& source,
                                          Application& application) {
  auto listener = std::make_unique<Listener>(common, lanes, source, application);
  HUECRY_TRY(std::uint16_t const bound, listener->bind(address, port));
  listener->start();
  std::lock_guard const lock(mutex);
  listeners.push_back(std::move(listener));
  return bound;
}

std::vector<LiveLeaf> Server::Rep::live_leaves() {
  std::unordered_map<Digest, LiveLeaf> distinct;
  for (auto& lane : lanes) {
    std::vector<LiveLeaf> found = ask(lane->shard, [&lane] { return lane->connections.leaves(); });
    for (LiveLeaf& live : found) distinct.try_emplace(live.identity.certificate, std::move(live));
  }
  std::vector<LiveLeaf> leaves;
  leaves.reserve(distinct.size());
  for (auto& [digest, live] : distinct) leaves.push_back(std::move(live));
  return leaves;
}

bool Server::Rep::still_admitted(LiveLeaf const& live) {
  UnixSeconds const now = to_seconds(common.parts.clock.now());
  auto const identity = common.parts.admission.authenticate(live.leaf.get(), live.chain.get(), now);
  bool const same = identity && same_party(*identity, live.identity);
  if (same) return true;
  std::string const who = live.identity.text();
  std::string_view const reason = identity ? "the party has changed" : token_of(identity.error().code);
  common.parts.log.write(LogLevel::warning, "connection.swept", {{"party", std::string_view(who)}, {"reason", reason}});
  return false;
}

Server::Server(Parts parts, Timeouts timeouts, Caps caps) : rep_(std::make_unique<Rep>(parts, timeouts, caps)) {}
Server::~Server() = default;

Result<std::uint16_t> Server::listen_tls(std::string const& address, std::uint16_t port,
                                         std::shared_ptr<TlsState const> tls, Application& application) {
  HUECRY_ASSERT(tls != nullptr);  // none would mean plain
  rep_->tls.set(std::move(tls));
  return rep_->listen(address, port, rep_->tls, application);
}

Result<std::uint16_t> Server::listen_plain(std::string const& address, std::uint16_t port, Application& application,
                                           bool anywhere) {
  boost::system::error_code code;
  bool const loopback = asio::ip::make_address(address, code).is_loopback();
  if (!code && !loopback && !anywhere) {
    return Error(Errc::config_invalid,
                 "the operator's listener has no authentication: " + address + " is not loopback");
  }
  return rep_->listen(address, port, rep_->plain, application);
}

void Server::use(std::shared_ptr<TlsState const> tls) {
  HUECRY_ASSERT(tls != nullptr);
  rep_->tls.set(std::move(tls));
}

std::size_t Server::sweep() {
  std::lock_guard const lock(rep_->mutex);
  if (rep_->closed || rep_->listeners.empty()) return 0;  // the shards are gone, or do not run yet
  std::unordered_set<Digest> failed;
  for (LiveLeaf const& live : rep_->live_leaves()) {
    if (!rep_->still_admitted(live)) failed.insert(live.identity.certificate);
  }
  if (failed.empty()) return 0;
  for (auto& lane : rep_->lanes) {
    lane->shard.post([&connections = lane->connections, failed] { connections.cut_leaves(failed); });
  }
  return failed.size();
}

void Server::close() {
  std::lock_guard const lock(rep_->mutex);
  if (std::exchange(rep_->closed, true)) return;
  Shard& shard = rep_->lanes.front()->shard;
  for (auto& listener : rep_->listeners) {
    ask(shard, [&listener] { listener->close(); });
  }
}

}
