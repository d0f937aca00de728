#pragma once
// When the need for a notice is asked about (domain.md §5.3, "Retention and review"): its source is reminded before the
// review date, and a notice whose need nobody confirmed ends with that day. Silence means deletion. Days of UTC. Pure;
// any thread.

#include <array>
#include <chrono>

#include "protocol/base/clock.hpp"

namespace huecry::life {

/// Before the review date.
inline constexpr std::array<std::chrono::days, 4> k_reminders{std::chrono::days(180), std::chrono::days(90),
                                                              std::chrono::days(30), std::chrono::days(7)};
inline constexpr std::chrono::years k_review_years_max{5};

/// The first moment at which it has passed: the review day itself still counts.
[[nodiscard]] UnixSeconds review_ends(std::chrono::sys_days review_on) noexcept;
/// The next reminder that lies after `now`; when none is left, the end. May lie in the past then.
[[nodiscard]] UnixSeconds next_review_moment(std::chrono::sys_days review_on, UnixSeconds now) noexcept;
/// A need that is confirmed now may stand until that day: one to come, at most five years on.
[[nodiscard]] bool may_be_reviewed_on(std::chrono::sys_days review_on, UnixSeconds now) noexcept;

}
