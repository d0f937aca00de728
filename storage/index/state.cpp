#include "storage/index/state.hpp"

#include <algorithm>
#include <array>

namespace huecry::index {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(State::last_) + 1> k_states{
    "requested", "under_review", "returned",  "abandoned", "refused", "published",
    "suspended", "withdrawn",    "cancelled", "expired",   "deleted"};

}

std::string_view to_text(State state) noexcept { return k_states[static_cast<std::size_t>(state)]; }

std::optional<State> state_from_text(std::string_view text) noexcept {
  auto const* const found = std::ranges::find(k_states, text);
  if (found == k_states.end()) return std::nullopt;
  return static_cast<State>(found - k_states.begin());
}

}
