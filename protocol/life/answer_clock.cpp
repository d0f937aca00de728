#include "protocol/life/answer_clock.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"

namespace huecry::life {

UnixSeconds AnswerClock::delivery_ends() const { return asked + limits::hit_delivery_max; }

TimeLimit AnswerClock::limit() const {
  UnixSeconds const has_it = delivered ? std::min(*delivered, delivery_ends()) : delivery_ends();
  return time_limit(limit_number, has_it, pauses);
}

std::optional<UnixSeconds> AnswerClock::awaited() const {
  if (answered) return std::nullopt;
  return delivered ? limit().ends : delivery_ends();
}

bool AnswerClock::was_answered_late() const { return answered && *answered > limit().ends + limits::duty_delay; }

}
