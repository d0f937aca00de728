#pragma once
// A life as a table in Markdown, one line for each row: what docs/life.md shows. Pure; any thread.

#include <optional>
#include <span>
#include <string>

#include "protocol/life/transition.hpp"

namespace huecry::life {

namespace detail {
/// The columns after event.
[[nodiscard]] std::string line(std::string_view number, std::string_view from, std::string_view event, Set<Actor> who,
                               Set<Guard> guards, std::string_view to, Set<Effect> effects);
inline constexpr std::string_view k_head =
    "| # | from | event | who | asks that | to | then |\n|---|---|---|---|---|---|---|\n";
}

template <class State, class Event>
[[nodiscard]] std::string to_markdown(std::span<Transition<State, Event> const> table) {
  std::string text(detail::k_head);
  for (auto const& row : table)
    text += detail::line(row.number, row.from ? to_text(*row.from) : "", to_text(row.event), row.who, row.guards,
                         to_text(row.to), row.effects);
  return text;
}

}
