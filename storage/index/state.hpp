#pragma once
// Where a notice stands in its life (domain.md §5.1). Pure; any thread.

#include <cstdint>
#include <optional>
#include <string_view>

namespace huecry::index {

/// Append only: the number is stored in rows.
enum class State : std::uint8_t {
  requested,
  under_review,
  returned,
  abandoned,
  refused,
  published,
  suspended,
  withdrawn,
  cancelled,
  expired,
  deleted,
  last_ = deleted
};

[[nodiscard]] std::string_view to_text(State state) noexcept;                        // "requested", "under_review", …
[[nodiscard]] std::optional<State> state_from_text(std::string_view text) noexcept;  // exact

}
