#pragma once
// The clock of an answer that one owes another (domain.md §7): it starts when the one who owes it has the question, or
// when it should have it by now, stands still in pauses, and ends with the first answer. Pure; any thread.

#include <optional>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/life/time_limit.hpp"

namespace huecry::life {

struct AnswerClock {
  LimitNumber limit_number = 0;
  UnixSeconds asked;
  std::optional<UnixSeconds> delivered;  // who owes it has said that it has the question, or paused
  std::vector<PauseSpan> pauses;
  std::optional<UnixSeconds> answered;  // the first time

  /// Until when it should have been said that the question is there: who does not look keeps no clock from starting.
  [[nodiscard]] UnixSeconds delivery_ends() const;
  [[nodiscard]] TimeLimit limit() const;
  /// Until when the question must be there, or the answer; nullopt: nothing is awaited.
  [[nodiscard]] std::optional<UnixSeconds> awaited() const;
  /// Of what is over, for good; with the hour that the hub allows a clock (limits::duty_delay).
  [[nodiscard]] bool was_answered_late() const;
};

}
