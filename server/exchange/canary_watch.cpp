#include "server/exchange/canary_watch.hpp"

#include <algorithm>

#include "protocol/base/message_limits.hpp"
#include "storage/messages/canary.hpp"

namespace huecry::exchange {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds k_looked_at_most_every = 5s, k_stalled_after = 5min;
// Fewer can stop by themselves, and are not the hub's fault: no bureau alone makes the hub look unready.
constexpr std::size_t k_quorum = 3;

CountrySet members_of(std::vector<messages::Participant> const& participants) {
  CountrySet members;
  for (messages::Participant const& one : participants) members.add(one.member);
  return members;
}

}

Result<CanaryStanding> CanaryWatch::look() const {
  auto const now = clock_.now();
  auto const state = store_.snapshot();
  HUECRY_TRY(auto const participants, messages::participants(*state, now - limits::canary_left_after));
  HUECRY_TRY(auto const pairs, messages::pairs(*state, {}));
  CountrySet const members = members_of(participants);
  CanaryStanding standing;
  standing.participants = participants.size();
  for (messages::Participant const& one : participants)
    standing.newest_probe = std::max(standing.newest_probe, one.newest.time);
  for (messages::Pair const& pair : pairs) {
    standing.newest_echo = std::max(standing.newest_echo, pair.good_echo.value_or(UnixMillis{}));
    if (!members.contains(pair.from) || !members.contains(pair.to)) continue;
    ++standing.pairs;
    standing.stalled += pair.waiting_since && *pair.waiting_since + k_stalled_after < now ? 1U : 0U;
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
  bool const nothing = now.participants >= k_quorum && now.stalled == now.pairs;
  if (!nothing) return ok();
  return Error(Errc::timeout, "nothing comes through: of " + std::to_string(now.participants) +
                                  " bureaus that probe each other none has had an echo for minutes");
}

}
