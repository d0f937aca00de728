#pragma once
// Latencies of one run, all kept: a run has fewer than a million, and exact quantiles need no excuse.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include "protocol/json/json.hpp"

namespace huecry::bench {

class Latencies {
 public:
  void add(std::chrono::nanoseconds time) { all_.push_back(time); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

  /// {"p50_ms":…,"p99_ms":…,"max_ms":…}; nulls when nothing was measured.
  [[nodiscard]] json::Json to_json() {
    std::ranges::sort(all_);
    return {{"p50_ms", at(0.50)}, {"p90_ms", at(0.90)}, {"p99_ms", at(0.99)}, {"max_ms", at(1.0)}};
  }

 private:
  [[nodiscard]] json::Json at(double quantile) const {
    if (all_.empty()) return nullptr;
    auto const rank = static_cast<std::size_t>(quantile * static_cast<double>(all_.size()));
    return static_cast<double>(all_[std::min(rank, all_.size() - 1)].count()) / 1e6;
  }

  std::vector<std::chrono::nanoseconds> all_;
};

}
