#include "server/net/connection.hpp"

#include <openssl/ssl.h>

#include "protocol/base/assert.hpp"

namespace huecry::net {
namespace {

using namespace std::chrono_literals;

constexpr int k_log_lines_per_tick = 8;
constexpr auto k_handshake_at_stop = 1s;  // a stop waits for newcomers, but not for the silent ones among them
constexpr auto k_left_check_after =
    2s;  // of handling: a peer that half-closes after its request still gets a quick answer

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

LiveLeaf live_leaf(Connection const& connection) {
  SSL* ssl = connection.stream.ssl();
  LiveLeaf live;
  live.identity = connection.identity;
  live.leaf.reset(SSL_get1_peer_certificate(ssl));
  if (STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl)) live.chain.reset(X509_chain_up_ref(chain));
  return live;
}

}

void Connection::begin(Phase next, std::chrono::milliseconds limit) {
  phase = next;
  phase_began = steady_now();
  deadline = phase_began + limit;
  task.idle(next == Phase::idle);
}

void Connection::cut(Cut why) noexcept {
  if (cause == Cut::none) cause = why;
  stream.close();
  task.cancel();  // wakes what the application waits for
}

void Connection::retire(Cut why) noexcept {
  if (cause == Cut::none) cause = why;
  if (phase == Phase::idle) task.cancel();
}

Connections::Connections(Shard& shard, Clock const& clock, std::chrono::milliseconds tick)
    : clock_(clock), tick_(tick), timer_(shard.executor()) {}

Connections::~Connections() { HUECRY_ASSERT(live_.empty()); }

Connections::Entry Connections::add(Connection& connection) {
  auto const entry = live_.insert(live_.end(), &connection);
  if (!armed_) arm();
  return entry;
}

void Connections::remove(Entry entry) {
  live_.erase(entry);
  if (live_.empty()) timer_.cancel();  // so that an empty shard can end
}

void Connections::arm() {
  armed_ = true;
  timer_.expires_after(tick_);
  timer_.async_wait([this](boost::system::error_code) {
    armed_ = false;
    tick();
    if (!live_.empty()) arm();
  });
}

void Connections::tick() {
  SteadyTime const now = steady_now();
  UnixSeconds const wall = to_seconds(clock_.now());
  for (Connection* connection : live_) look_at(*connection, now, wall);  // ending one only posts: the list stays
}

void Connections::look_at(Connection& connection, SteadyTime now, UnixSeconds wall) {
  bool const late = connection.phase == Phase::handshake && connection.task.stopping() &&
                    now - connection.phase_began > k_handshake_at_stop;
  if (late || now >= connection.deadline) return connection.cut(late ? Cut::stop : Cut::timeout);
  bool const waits = connection.phase == Phase::streaming ||
                     (connection.phase == Phase::handling && now - connection.phase_began > k_left_check_after);
  if (waits && connection.stream.peer_left()) return connection.cut(Cut::gone);
  if (connection.retiring()) return;
  bool const outdated = connection.known && connection.identity.not_after <= wall;
  if (outdated || now >= connection.retire_at) connection.retire(Cut::expired);
}

std::vector<LiveLeaf> Connections::leaves() const {
  std::vector<LiveLeaf> found;
  std::unordered_set<Digest> seen;
  for (Connection const* connection : live_) {
    if (!connection->known || connection->stream.ssl() == nullptr) continue;
    if (seen.insert(connection->identity.certificate).second) found.push_back(live_leaf(*connection));
  }
  return found;
}

void Connections::cut_leaves(std::unordered_set<Digest> const& leaves) {
  for (Connection* connection : live_) {
    if (connection->known && leaves.contains(connection->identity.certificate)) connection->cut(Cut::swept);
  }
}

bool Connections::may_log() noexcept {
  // By the clock, not by the timer: that one has not run yet when the first stranger comes, and runs at once whenever
  // the last connection leaves, which is after each of a row of strangers.
  if (SteadyTime const now = steady_now(); now - log_window_began_ >= tick_) {
    log_window_began_ = now;
    log_lines_left_ = k_log_lines_per_tick;
  }
  if (log_lines_left_ == 0) return false;
  --log_lines_left_;
  return true;
}

}
