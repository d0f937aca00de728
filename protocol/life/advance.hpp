#pragma once
// The one interpreter of all lives: may this happen now, and what then? Pure; any thread.

#include <span>
#include <string>

#include "protocol/base/result.hpp"
#include "protocol/life/transition.hpp"

namespace huecry::life {

/// How errors speak: of what, where it stands, what was asked, by whom.
struct Attempt {
  std::string_view thing;  // "notice"
  std::string_view state;  // empty: there is nothing yet
  std::string_view event;
  Set<Actor> actor;  // all that the party may act as
};

[[nodiscard]] Error no_such_transition(Attempt const& attempt);
[[nodiscard]] Error not_for(Attempt const& attempt, Set<Actor> who);
[[nodiscard]] Error not_met(Attempt const& attempt, Set<Guard> missing);

/// The first row of the table that fits state, event and actor and whose guards are all met.
/// Errors: state_conflict (no row leads on from here, or a guard is not met, which is named), role_required (the event
/// is another actor's).
template <class State, class Event>
[[nodiscard]] Result<Transition<State, Event> const*> advance(std::span<Transition<State, Event> const> table,
                                                              std::string_view thing, std::optional<State> from,
                                                              Event event, Set<Actor> actor, Set<Guard> met) {
  Set<Actor> others;
  std::optional<Set<Guard>> missing;
  for (Transition<State, Event> const& row : table) {
    if (row.from != from || row.event != event) continue;
    if (!row.who.meets(actor)) {
      // What the system alone does, at its time, nobody else could have been asked for.
      if (row.who != Set<Actor>{Actor::system}) others = others | row.who;
    } else if (row.guards.is_within(met)) {
      return &row;
    } else if (!missing) {
      missing = row.guards - met;
    }
  }
  Attempt const attempt{thing, from ? to_text(*from) : std::string_view(), to_text(event), actor};
  if (missing) return not_met(attempt, *missing);
  return others.empty() ? no_such_transition(attempt) : not_for(attempt, others);
}

}
