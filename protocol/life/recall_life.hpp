#pragma once
// The life of a recall, for one holder (domain.md §5.3). Pure; any thread.

#include <span>
#include <string_view>

#include "protocol/life/state.hpp"
#include "protocol/life/transition.hpp"

namespace huecry::life {

enum class RecallEvent : std::uint8_t {
  order,
  deliver,
  acknowledge,
  dispute,
  purge,
  release_again,
  last_ = release_again
};
[[nodiscard]] std::string_view to_text(RecallEvent event) noexcept;
using RecallTransition = Transition<RecallState, RecallEvent>;
[[nodiscard]] std::span<RecallTransition const> recall_life() noexcept;

}
