#include "protocol/life/advance.hpp"

#include <vector>

namespace huecry::life {
namespace {

/// "source, reviewer or legal reviewer".
std::string list_of(Set<Actor> who) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < k_actors.size(); ++i)
    if (who.has(static_cast<Actor>(i))) names.push_back(k_actors[i]);
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text.append(i == 0 ? "" : i + 1 == names.size() ? " or " : ", ").append(names[i]);
  return text;
}

std::string start_of(Attempt const& attempt) {
  std::string text = "to " + std::string(attempt.event) + " a " + std::string(attempt.thing);
  if (!attempt.state.empty()) text.append(" that is ").append(attempt.state);
  return text;
}

}

Error no_such_transition(Attempt const& attempt) {
  return Error(Errc::state_conflict, start_of(attempt) + " is not possible (docs/life.md has what is)");
}

Error not_for(Attempt const& attempt, Set<Actor> who) {
  return Error(Errc::role_required,
               start_of(attempt) + " is for the " + list_of(who) + ", not for the " + list_of(attempt.actor));
}

Error not_met(Attempt const& attempt, Set<Guard> missing) {
  std::string text = start_of(attempt) + " asks that ";
  bool first = true;
  for (std::size_t i = 0; i < k_guards; ++i) {
    if (!missing.has(static_cast<Guard>(i))) continue;
    text.append(first ? "" : "; that ").append(to_text(static_cast<Guard>(i)));
    first = false;
  }
  return Error(Errc::state_conflict, text);
}

}
