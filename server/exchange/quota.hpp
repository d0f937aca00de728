#pragma once
// How often one member may ask: a token bucket each, so that one member's flood is its own problem. Thread-safe.
// (Bodies in flight and connections are bounded by server/net, which sees them first.)

#include <array>
#include <mutex>

#include "certs/identity/identity.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::exchange {

struct QuotaLimits {
  double requests_per_second = 20000;
  double requests_burst = 40000;
};

class Quota {
 public:
  Quota(QuotaLimits limits, Clock const& clock);

  /// One request. Errors: Errc::rate_limited.
  [[nodiscard]] Result<> take_request(certs::Identity const& member) { return take(member, 1); }
  /// What weighs as many requests. Errors: Errc::rate_limited; nothing is taken then.
  [[nodiscard]] Result<> take(certs::Identity const& member, std::size_t requests);

 private:
  struct Account {
    std::mutex mutex;
    double tokens = 0;
    UnixMillis filled{};
  };

  QuotaLimits limits_;
  Clock const& clock_;
  std::array<Account, certs::Identity::k_accounts> accounts_;
};

}
