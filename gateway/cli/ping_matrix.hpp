#pragma once
// The canary's pairs as a matrix: who probes down, whom across. Pure; any thread. Input: the answer of GET /v1/probes.

#include <set>
#include <string>
#include <vector>

#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

struct PingMatrix {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::size_t pairs = 0, good = 0;  // of all that take part, also with themselves
  std::size_t unprobed = 0;
};
/// "142 ms" for one whose newest echo is younger than a quarter of an hour, or "3 h ago" for an older one; "wait 4 s"
/// for a probe that is out, which is good for ten seconds; "STALLED 12 min" for one that is out longer than a minute;
/// "-" for no probe, which is no good pair: nothing shows that anything would come through.
/// `closed`: "FR-IT", pairs that need not be probed; they are shown as such, and not counted.
using ClosedPairs = std::set<std::string>;
[[nodiscard]] PingMatrix ping_matrix(json::Json const& probes, ClosedPairs const& closed = {});

/// True when every pair is good.
[[nodiscard]] bool show_probes(Output const& output, json::Json const& probes, ClosedPairs const& closed = {});

}
