#pragma once
// Requests over a fleet, at a fixed rate or as fast as the answers come.
//
// At a fixed rate every request has a time at which it was meant to start, whether or not a connection was free then;
// its latency counts from there. A server that stalls is thus charged for all requests that it kept waiting, not only
// for those under way (coordinated omission).

#include <functional>
#include <string>

#include "protocol/json/json.hpp"
#include "tests/bench/load/loop.hpp"
#include "tests/bench/measure/meters.hpp"

namespace huecry::bench {

struct Plan {
  double rate = 0;         // requests a second in all; 0: each connection asks again when it has its answer
  Seconds warm_up{1.0};    // not counted
  Seconds measured{10.0};  // ends earlier when nothing is left to send
};

struct Work {
  /// The next request of this connection; false when it has none left.
  std::function<bool(std::size_t connection, std::string& request)> next;
  /// Looks at the answer, and says how many units of work it was. 0: refused.
  std::function<std::size_t(std::size_t connection, Connection const& answered)> units;
};

/// Rates, latencies, CPU of both sides; the unit is named by the caller: "notices".
[[nodiscard]] json::Json drive(Fleet& fleet, pid_t server, Plan const& plan, Work const& work, std::string const& unit);

}
