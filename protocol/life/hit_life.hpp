#pragma once
// The life of a hit (domain.md §8): a recipient has found whom a notice is about, its source says whether that is so
// and whether the notice still holds, and what came of it is recorded. Nothing follows from a hit by itself. Pure; any
// thread.

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/life/transition.hpp"

namespace huecry::life {

/// Append only, both: the number is stored in rows.
enum class HitState : std::uint8_t {
  notified,        // the source has it, or will
  checking,        // the source has said that it has it: its clock runs
  confirmed,       // it is the subject, and the notice holds
  not_same,        // somebody else
  withdrawn_data,  // the notice does not hold any more
  closed,          // the outcome is known
  last_ = closed
};
enum class HitEvent : std::uint8_t {
  report,
  deliver,
  pause,
  confirm,
  deny,
  retract,
  conclude,
  overdue,
  last_ = overdue
};
[[nodiscard]] std::string_view to_text(HitState state) noexcept;
[[nodiscard]] std::string_view to_text(HitEvent event) noexcept;

/// An answer is awaited.
[[nodiscard]] constexpr bool is_open(HitState state) noexcept {
  return state == HitState::notified || state == HitState::checking;
}

using HitTransition = Transition<HitState, HitEvent>;
[[nodiscard]] std::span<HitTransition const> hit_life() noexcept;

}
