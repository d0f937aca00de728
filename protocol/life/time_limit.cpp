#include "protocol/life/time_limit.hpp"

#include <algorithm>

namespace huecry::life {

std::optional<LimitNumber> limit_number(std::string_view name) noexcept {
  auto const* const found = std::ranges::find(k_limit_profiles, name, &LimitProfile::name);
  if (found == k_limit_profiles.end()) return std::nullopt;
  return static_cast<LimitNumber>(found - k_limit_profiles.begin());
}

TimeLimit time_limit(LimitNumber profile, UnixSeconds started, std::span<PauseSpan const> pauses) noexcept {
  TimeLimit limit{started + k_limit_profiles[profile].limit};
  UnixSeconds counted = started;  // until here every second is either run or paused
  for (PauseSpan const& pause : pauses) {
    if (pause.from >= limit.ends) continue;
    UnixSeconds const from = std::max(pause.from, counted);
    if (pause.until <= from) continue;
    limit.paused += pause.until - from;
    limit.ends += pause.until - from;
    counted = pause.until;
  }
  return limit;
}

}
