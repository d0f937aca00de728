#include "server/exchange/canary_watch.hpp"

#include <algorithm>
#include <map>

#include "protocol/base/message_limits.hpp"
#include "storage/messages/canary.hpp"

namespace huecry::exchange {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds k_looked_at_most_every = 5s, k_stalled_after = 5min;
// Fewer can stop by themselves, and are not the hub's fault: no bureau alone makes the hub look unready.
constexpr std::size_t k_quorum = 3;

}

Result<CanaryStanding> CanaryWatch::look() const {
  auto const now = clock_.now();
  auto const state = store_.snapshot();
  HUECRY_TRY(auto const participants, messages::participants(*state, now - limits::canary_left_after));
  HUECRY_TRY(auto const pairs, messages::pairs(*state, {}));
  CanaryStanding standing;
  CountrySet members, awake;
  std::map<CountryCode, journal::Position> newest;
  for (messages::Participant const& one : participants) {
    members.add(one.member);
    newest[one.member] = one.newest.position;
    if (!one.is_silent(now)) awake.add(one.member);
    standing.late += one.is_late(now, began_) ? 1U : 0U;
    standing.steady += one.every != 0ms ? 1U : 0U;
    standing.newest_probe = std::max(standing.newest_probe, one.newest.time);
  }
  standing.participants = participants.size();
  standing.silent = participants.size() - awake.size();
  for (messages::Pair const& pair : pairs) {
    standing.newest_echo = std::max(standing.newest_echo, pair.good_echo.value_or(UnixMillis{}));
    if (!members.contains(pair.from) || !members.contains(pair.to)) continue;
    std::size_t const stalled = pair.waiting_since && *pair.waiting_since + k_stalled_after < now ? 1 : 0;
    ++standing.pairs;
    standing.stalled += stalled;
    // What one sends to itself proves nothing to others; who has gone, and who is closed since, waits for nothing.
    bool const is_probed = pair.probe.position == newest[pair.from];
    if (pair.from == pair.to || !is_probed || !awake.contains(pair.from) || !awake.contains(pair.to)) continue;
    ++standing.judged;
    standing.judged_stalled += stalled;
  }
  return standing;
}

Result<CanaryStanding> CanaryWatch::standing() const {
  std::lock_guard const lock(mutex_);
  auto const now = clock_.now();
  bool const is_fresh = looked_ != UnixMillis{} && now >= looked_ && now - looked_ < k_looked_at_most_every;
  if (is_fresh) return newest_;
  HUECRY_TRY(newest_, look());
  looked_ = now;
  return newest_;
}

Result<> CanaryWatch::check() const {
  HUECRY_TRY(CanaryStanding const now, standing());
  if (now.participants < k_quorum) return ok();
  std::string const all = std::to_string(now.participants) + " bureaus that take part in the canary";
  if (now.steady >= k_quorum && now.late == now.steady)
    return Error(Errc::timeout, "no probe comes in: of " + all + " all are late with theirs");
  bool const nothing = now.participants - now.silent >= k_quorum && now.judged > 0 && now.judged_stalled == now.judged;
  if (!nothing) return ok();
  return Error(Errc::timeout, "nothing comes through: of " + all + " none has had an echo of another for minutes");
}

}
