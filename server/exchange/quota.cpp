#include "server/exchange/quota.hpp"

#include <algorithm>

namespace huecry::exchange {

Quota::Quota(QuotaLimits limits, Clock const& clock) : limits_(limits), clock_(clock) {
  for (Account& account : accounts_) {
    account.tokens = limits_.requests_burst;
    account.filled = clock_.now();
  }
}

Result<> Quota::take(certs::Identity const& member, std::size_t requests) {
  Account& account = accounts_[member.account()];
  std::lock_guard const lock(account.mutex);
  auto const now = clock_.now();
  // A clock that went back fills nothing, and must not empty the bucket either.
  auto const elapsed = std::max(std::chrono::milliseconds::zero(), now - account.filled);
  account.filled = now;
  double const refill = std::chrono::duration<double>(elapsed).count() * limits_.requests_per_second;
  account.tokens = std::min(limits_.requests_burst, account.tokens + refill);
  auto const wanted = static_cast<double>(requests);
  if (account.tokens < wanted) return Error(Errc::rate_limited);
  account.tokens -= wanted;
  return ok();
}

}
