#include "protocol/life/extract_life.hpp"

namespace huecry::life {
namespace {

using enum ExtractState;
using E = NoticeEvent;
using A = Actor;
using G = Guard;
using F = Effect;

constexpr Set<Actor> k_may_remove{A::source, A::reviewer, A::legal, A::commission};

// clang-format off
constexpr ExtractTransition k_life[] = {
    {"X1", none, E::ask_extract, {A::source}, {G::extract_on_request, G::mode_open, G::few_asks}, asked, {}},
    {"X1", removed, E::ask_extract, {A::source}, {G::extract_on_request, G::mode_open, G::few_asks}, asked, {}},
    {"X2", asked, E::publish_extract, {A::reviewer, A::legal}, {G::extract_on_request, G::mode_open, G::other_country}, published, {F::tell_source}},
    {"X3", asked, E::remove_extract, k_may_remove, {G::extract_on_request}, removed, {F::remove_extract, F::tell_source}},
    {"X3", published, E::remove_extract, k_may_remove, {G::extract_on_request}, removed, {F::remove_extract, F::tell_source}},
    {"X4", asked, E::remove_extract, {A::system}, {G::no_extract}, removed, {F::remove_extract}},
    {"X4", published, E::remove_extract, {A::system}, {G::no_extract}, removed, {F::remove_extract}},
    {"X5", none, E::publish_extract, {A::system}, {G::extract_always}, published, {}},
    {"X5", asked, E::publish_extract, {A::system}, {G::extract_always}, published, {}},
    {"X5", removed, E::publish_extract, {A::system}, {G::extract_always}, published, {}},
};
// clang-format on

}

std::span<ExtractTransition const> extract_life() noexcept { return k_life; }

bool is_about_extract(NoticeEvent event) noexcept {
  return event == E::ask_extract || event == E::publish_extract || event == E::remove_extract;
}

Set<Guard> extract_guards(Publicity publicity, NoticeState notice) noexcept {
  if (notice != NoticeState::published || publicity == Publicity::never) return {G::no_extract};
  return publicity == Publicity::always ? Set<Guard>{G::extract_always} : Set<Guard>{G::extract_on_request};
}

ExtractState extract_after(ExtractState extract, Publicity before, Publicity publicity, NoticeState notice) noexcept {
  Set<Guard> met = extract_guards(publicity, notice);
  if (before != publicity) met.add(G::no_extract);
  for (NoticeEvent const event : {E::remove_extract, E::publish_extract})
    for (ExtractTransition const& row : k_life)
      if (row.from == extract && row.event == event && row.who.has(A::system) && row.guards.is_within(met)) {
        extract = row.to;
        break;
      }
  return extract;
}

}
