#include "protocol/life/hit_life.hpp"

namespace huecry::life {
namespace {

using enum HitState;
using A = Actor;
using G = Guard;
using F = Effect;
using E = HitEvent;

constexpr std::array<std::string_view, static_cast<std::size_t>(HitState::last_) + 1> k_states{
    "notified", "checking", "confirmed", "not_same", "withdrawn_data", "closed"};
constexpr std::array<std::string_view, static_cast<std::size_t>(E::last_) + 1> k_events{
    "report", "deliver", "pause", "confirm", "deny", "retract", "conclude", "overdue"};

// clang-format off
constexpr HitTransition k_life[] = {
    {"H1", std::nullopt, E::report, {A::recipient}, {G::holds, G::few_open, G::mode_answers}, notified, {F::tell_source, F::tell_others}},
    {"H2", notified, E::deliver, {A::source}, {}, checking, {F::start_clock}},
    {"H3", notified, E::pause, {A::source}, {G::mode_answers, G::pause}, checking, {F::start_clock, F::tell_holders}},
    {"H3", checking, E::pause, {A::source}, {G::mode_answers, G::pause}, checking, {F::tell_holders}},
    {"H4", notified, E::confirm, {A::source}, {G::mode_answers}, confirmed, {F::tell_holders, F::tell_others}},
    {"H4", checking, E::confirm, {A::source}, {G::mode_answers}, confirmed, {F::tell_holders, F::tell_others}},
    {"H4", notified, E::deny, {A::source}, {G::mode_answers}, not_same, {F::tell_holders, F::tell_others}},
    {"H4", checking, E::deny, {A::source}, {G::mode_answers}, not_same, {F::tell_holders, F::tell_others}},
    {"H4", notified, E::retract, {A::source}, {G::mode_answers}, withdrawn_data, {F::tell_holders, F::tell_others}},
    {"H4", checking, E::retract, {A::source}, {G::mode_answers}, withdrawn_data, {F::tell_holders, F::tell_others}},
    {"H4", confirmed, E::retract, {A::source}, {G::mode_answers}, withdrawn_data, {F::tell_holders, F::tell_others}},
    {"H4", closed, E::confirm, {A::source}, {G::mode_answers, G::unanswered}, closed, {F::tell_holders, F::tell_others}},
    {"H4", closed, E::deny, {A::source}, {G::mode_answers, G::unanswered}, closed, {F::tell_holders, F::tell_others}},
    {"H4", closed, E::retract, {A::source}, {G::mode_answers, G::unanswered}, closed, {F::tell_holders, F::tell_others}},
    {"H5", notified, E::overdue, {A::system}, {G::limit_passed}, notified, {F::tell_source, F::tell_holders}},
    {"H5", checking, E::overdue, {A::system}, {G::limit_passed}, checking, {F::tell_source, F::tell_holders}},
    {"H6", notified, E::conclude, {A::recipient}, {}, closed, {F::tell_source, F::tell_others}},
    {"H6", checking, E::conclude, {A::recipient}, {}, closed, {F::tell_source, F::tell_others}},
    {"H6", confirmed, E::conclude, {A::recipient}, {}, closed, {F::tell_source, F::tell_others}},
    {"H6", not_same, E::conclude, {A::recipient}, {}, closed, {F::tell_source, F::tell_others}},
    {"H6", withdrawn_data, E::conclude, {A::recipient}, {}, closed, {F::tell_source, F::tell_others}},
};
// clang-format on

}

std::string_view to_text(HitState state) noexcept { return k_states[static_cast<std::size_t>(state)]; }
std::string_view to_text(HitEvent event) noexcept { return k_events[static_cast<std::size_t>(event)]; }

std::span<HitTransition const> hit_life() noexcept { return k_life; }

}
