#include "protocol/life/extract_life.hpp"

#include "protocol/life/advance.hpp"

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
    {"X1", none, E::ask_extract, {A::source}, {G::extract_on_request}, asked, {}},
    {"X1", removed, E::ask_extract, {A::source}, {G::extract_on_request}, asked, {}},
    {"X2", asked, E::publish_extract, {A::reviewer, A::legal}, {G::extract_on_request, G::other_country}, published, {F::tell_source}},
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

ExtractState extract_after(ExtractState extract, Publicity publicity, NoticeState notice) {
  Set<Guard> const met = extract_guards(publicity, notice);
  for (NoticeEvent const event : {E::remove_extract, E::publish_extract}) {
    auto const row = advance(extract_life(), "extract", std::optional(extract), event, {A::system}, met);
    if (row) return (*row)->to;
  }
  return extract;
}

}
