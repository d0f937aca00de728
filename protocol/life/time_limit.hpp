#pragma once
// Legal time limits for an answer (domain.md §7). A limit starts when the one who must answer has received the
// question, and stands still while a reason of the table of pauses holds. Exact hours in UTC: how a calendar day ends
// across time zones is not settled. Pure; any thread.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "protocol/base/clock.hpp"

namespace huecry::life {

/// Append only: the place in the table is stored in rows.
struct LimitProfile {
  std::string_view name;
  std::chrono::hours limit;
};
inline constexpr std::array<LimitProfile, 4> k_limit_profiles{
    {{"EU_URGENT_DIRECT", std::chrono::hours(8)},         // Directive (EU) 2023/977, article 5
     {"EU_URGENT_INDIRECT", std::chrono::hours(3 * 24)},  // the same
     {"EU_STANDARD", std::chrono::hours(7 * 24)},         // the same
     {"SIRENE", std::chrono::hours(12)}}};                // SIRENE Manual: as soon as possible, 12 hours at most
using LimitNumber = std::uint8_t;
[[nodiscard]] std::optional<LimitNumber> limit_number(std::string_view name) noexcept;

/// It begins when it is said, and ends by itself.
struct PauseSpan {
  UnixSeconds from, until;
  friend bool operator==(PauseSpan const&, PauseSpan const&) = default;
};

/// In the order in which they were said. What is said after the limit has passed moves it no more; pauses that overlap
/// count once.
struct TimeLimit {
  UnixSeconds ends;
  std::chrono::seconds paused{0};
};
[[nodiscard]] TimeLimit time_limit(LimitNumber profile, UnixSeconds started,
                                   std::span<PauseSpan const> pauses) noexcept;

}
