#include "protocol/life/notice_life.hpp"

namespace huecry::life {
namespace {

using A = Actor;
using G = Guard;
using F = Effect;
using E = NoticeEvent;
using enum NoticeState;

constexpr Set<Actor> k_reviewers{A::reviewer, A::legal};
constexpr Set<Actor> k_objectors{A::reviewer, A::legal, A::commission};
constexpr Set<Guard> k_sendable{G::conditions, G::mode_open};
constexpr Set<Guard> k_erasable{G::recalls_closed, G::no_hold, G::retention_over};
constexpr Set<Actor> k_may_hold{A::secretariat, A::commission};

// clang-format off
constexpr NoticeTransition k_life[] = {
    {"D1", std::nullopt, E::send, {A::source}, k_sendable, sent, {F::in_force, F::fan_out}},
    {"D2", std::nullopt, E::send, {A::source}, {G::conditions, G::mode_screened}, held, {}},
    {"D3", held, E::send, k_reviewers, k_sendable | Set<Guard>{G::other_country}, sent, {F::in_force, F::fan_out}},
    {"D3", held, E::reject, k_reviewers, {G::other_country, G::ground}, rejected, {}},
    {"D4", sent, E::clear, k_reviewers, {G::other_country}, reviewed_ok, {F::show_review, F::fan_out}},
    {"D5", sent, E::object, k_objectors, {G::other_country, G::ground}, non_compliant, {F::recall}},
    {"D5", reviewed_ok, E::object, k_objectors, {G::other_country, G::ground}, non_compliant, {F::recall}},
    {"D6", held, E::drop, {A::source}, {G::next_version, G::reason}, abandoned, {}},
    {"D6", sent, E::withdraw, {A::source}, {G::next_version, G::reason}, withdrawn, {F::recall}},
    {"D6", reviewed_ok, E::withdraw, {A::source}, {G::next_version, G::reason}, withdrawn, {F::recall}},
    {"D7", held, E::lapse, {A::system}, {G::review_overdue}, abandoned, {}},
    {"D7", sent, E::expire, {A::system}, {G::review_overdue}, expired, {F::recall}},
    {"D7", reviewed_ok, E::expire, {A::system}, {G::review_overdue}, expired, {F::recall}},
    {"D7", rejected, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"D7", abandoned, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"D7", non_compliant, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"D7", withdrawn, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"D7", expired, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"D8", sent, E::hold, k_may_hold, {G::reason, G::no_own_hold}, sent, {}},
    {"D8", reviewed_ok, E::hold, k_may_hold, {G::reason, G::no_own_hold}, reviewed_ok, {}},
    {"D8", rejected, E::hold, k_may_hold, {G::reason, G::no_own_hold}, rejected, {}},
    {"D8", abandoned, E::hold, k_may_hold, {G::reason, G::no_own_hold}, abandoned, {}},
    {"D8", non_compliant, E::hold, k_may_hold, {G::reason, G::no_own_hold}, non_compliant, {}},
    {"D8", withdrawn, E::hold, k_may_hold, {G::reason, G::no_own_hold}, withdrawn, {}},
    {"D8", expired, E::hold, k_may_hold, {G::reason, G::no_own_hold}, expired, {}},
    {"D9", sent, E::lift, k_may_hold, {G::reason, G::own_hold}, sent, {}},
    {"D9", reviewed_ok, E::lift, k_may_hold, {G::reason, G::own_hold}, reviewed_ok, {}},
    {"D9", rejected, E::lift, k_may_hold, {G::reason, G::own_hold}, rejected, {}},
    {"D9", abandoned, E::lift, k_may_hold, {G::reason, G::own_hold}, abandoned, {}},
    {"D9", non_compliant, E::lift, k_may_hold, {G::reason, G::own_hold}, non_compliant, {}},
    {"D9", withdrawn, E::lift, k_may_hold, {G::reason, G::own_hold}, withdrawn, {}},
    {"D9", expired, E::lift, k_may_hold, {G::reason, G::own_hold}, expired, {}},
};
// clang-format on

}

std::span<NoticeTransition const> diffusion_life() noexcept { return k_life; }

}
