#pragma once
// What is going to happen in the five years, and how long each kind of work took.

#include <map>
#include <string>

#include "protocol/base/country.hpp"
#include "protocol/json/json.hpp"
#include "tests/bench/measure/meters.hpp"

namespace huecry::bench {

/// What is going to happen to a notice, and on which day.
enum class Turn { submit, decide, update, renew, withdraw, cancel, suspend, resume };
struct Event {
  int day = 0;
  std::size_t notice = 0;
  Turn turn{};
  friend auto operator<=>(Event const&, Event const&) = default;
};

struct Notice {
  CountryCode source;
  std::string id;
  std::uint32_t ver = 0;  // newest
  int review_day = 0;
  bool green = false;
};

class Clockwork {
 public:
  void begin() { began_ = Steady::now(); }
  void end(char const* phase) { spent_[phase] += Steady::now() - began_; }
  [[nodiscard]] json::Json json() const {
    json::Json out = json::Json::object();
    for (auto const& [phase, seconds] : spent_) out[phase] = seconds.count();
    return out;
  }

 private:
  Steady::time_point began_;
  std::map<std::string, Seconds> spent_;
};

}
