#include "protocol/life/notice_life.hpp"

namespace huecry::life {
namespace {

using enum NoticeState;
using E = NoticeEvent;
using A = Actor;
using G = Guard;
using F = Effect;

constexpr std::array<std::string_view, static_cast<std::size_t>(E::last_) + 1> k_events{
    "submit",  "take",   "release",  "give back", "resubmit", "drop",       "lapse",   "refuse",  "approve",
    "suspend", "resume", "withdraw", "cancel",    "renew",    "add remark", "expire",  "erase",   "remind",
    "send",    "clear",  "reject",   "object to", "hold",     "lift",       "ask for", "publish", "remove"};

constexpr Set<Guard> k_request{G::conditions, G::mode_open, G::next_version};
constexpr Set<Actor> k_reviewers{A::reviewer, A::legal};
constexpr Set<Effect> k_published{F::number, F::in_force, F::fan_out};
constexpr Set<Guard> k_erasable{G::recalls_closed, G::no_hold, G::retention_over};
constexpr Set<Actor> k_may_hold{A::secretariat, A::commission};
constexpr Set<Effect> k_ended{F::recall, F::remove_extract, F::close_update};

// clang-format off
constexpr NoticeTransition k_life[] = {
    {"N1", std::nullopt, E::submit, {A::source}, k_request, requested, {}},
    {"N2", requested, E::take, k_reviewers, {G::other_country, G::free}, under_review, {}},
    {"N2", under_review, E::take, k_reviewers, {G::other_country, G::free}, under_review, {}},
    {"N2", under_review, E::release, k_reviewers, {G::taken}, requested, {}},
    {"N3", under_review, E::give_back, k_reviewers, {G::taken, G::what_is_missing}, returned, {}},
    {"N4", returned, E::resubmit, {A::source}, k_request | Set<Guard>{G::file_number}, requested, {}},
    {"N4", requested, E::resubmit, {A::source}, k_request | Set<Guard>{G::file_number}, requested, {}},
    {"N5", requested, E::drop, {A::source}, {G::next_version, G::reason}, abandoned, {}},
    {"N5", under_review, E::drop, {A::source}, {G::next_version, G::reason}, abandoned, {}},
    {"N5", returned, E::drop, {A::source}, {G::next_version, G::reason}, abandoned, {}},
    {"N5", returned, E::lapse, {A::system}, {G::answer_overdue}, abandoned, {}},
    {"N6", under_review, E::refuse, k_reviewers, {G::taken, G::ground, G::two_signers, G::not_before}, under_review, {}},
    {"N6", under_review, E::refuse, k_reviewers, {G::taken, G::ground, G::one_signer, G::not_before}, refused, {}},
    {"N7", under_review, E::approve, k_reviewers, {G::conditions, G::mode_open, G::taken, G::two_signers, G::not_before}, under_review, {}},
    {"N7", under_review, E::approve, k_reviewers, {G::conditions, G::mode_open, G::taken, G::one_signer, G::not_before}, published, k_published},
    {"N8", published, E::submit, {A::source}, k_request, published, {}},
    {"N9", published, E::add_remark, {A::secretariat}, {G::reason}, published, {F::tell_holders}},
    {"N10", published, E::suspend, {A::source, A::secretariat, A::commission}, {G::reason}, suspended, {F::hold_back, F::remove_extract}},
    {"N11", suspended, E::resume, {A::secretariat, A::commission}, {G::reason}, published, {F::fan_out}},
    {"N12", published, E::withdraw, {A::source}, {G::next_version, G::reason}, withdrawn, k_ended},
    {"N12", suspended, E::withdraw, {A::source}, {G::next_version, G::reason}, withdrawn, k_ended},
    {"N13", published, E::cancel, {A::secretariat, A::commission}, {G::reason}, cancelled, k_ended},
    {"N13", suspended, E::cancel, {A::secretariat, A::commission}, {G::reason}, cancelled, k_ended},
    {"N14", published, E::remind, {A::system}, {G::review_near}, published, {F::tell_source}},
    {"N14", suspended, E::remind, {A::system}, {G::review_near}, suspended, {F::tell_source}},
    {"N14", published, E::renew, {A::source}, {G::review_date}, published, {F::tell_holders}},
    {"N14", suspended, E::renew, {A::source}, {G::review_date}, suspended, {F::tell_holders}},
    {"N15", published, E::expire, {A::system}, {G::review_overdue}, expired, k_ended},
    {"N15", suspended, E::expire, {A::system}, {G::review_overdue}, expired, k_ended},
    {"N16", refused, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"N16", abandoned, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"N16", withdrawn, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"N16", cancelled, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"N16", expired, E::erase, {A::system}, k_erasable, deleted, {F::erase}},
    {"N17", published, E::hold, k_may_hold, {G::reason, G::no_own_hold}, published, {}},
    {"N17", suspended, E::hold, k_may_hold, {G::reason, G::no_own_hold}, suspended, {}},
    {"N17", refused, E::hold, k_may_hold, {G::reason, G::no_own_hold}, refused, {}},
    {"N17", abandoned, E::hold, k_may_hold, {G::reason, G::no_own_hold}, abandoned, {}},
    {"N17", withdrawn, E::hold, k_may_hold, {G::reason, G::no_own_hold}, withdrawn, {}},
    {"N17", cancelled, E::hold, k_may_hold, {G::reason, G::no_own_hold}, cancelled, {}},
    {"N17", expired, E::hold, k_may_hold, {G::reason, G::no_own_hold}, expired, {}},
    {"N18", published, E::lift, k_may_hold, {G::reason, G::own_hold}, published, {}},
    {"N18", suspended, E::lift, k_may_hold, {G::reason, G::own_hold}, suspended, {}},
    {"N18", refused, E::lift, k_may_hold, {G::reason, G::own_hold}, refused, {}},
    {"N18", abandoned, E::lift, k_may_hold, {G::reason, G::own_hold}, abandoned, {}},
    {"N18", withdrawn, E::lift, k_may_hold, {G::reason, G::own_hold}, withdrawn, {}},
    {"N18", cancelled, E::lift, k_may_hold, {G::reason, G::own_hold}, cancelled, {}},
    {"N18", expired, E::lift, k_may_hold, {G::reason, G::own_hold}, expired, {}},
};
// clang-format on

}

std::string_view to_text(NoticeEvent event) noexcept { return k_events[static_cast<std::size_t>(event)]; }
bool is_about_request(NoticeEvent event) noexcept {
  switch (event) {
    case E::submit:
    case E::take:
    case E::release:
    case E::give_back:
    case E::resubmit:
    case E::drop:
    case E::lapse:
    case E::refuse:
    case E::approve: return true;
    default: return false;
  }
}

bool is_beside(NoticeEvent event) noexcept {
  switch (event) {
    case E::renew:
    case E::remind:
    case E::ask_extract:
    case E::publish_extract:
    case E::remove_extract: return true;
    default: return false;
  }
}

std::span<NoticeTransition const> notice_life() noexcept { return k_life; }

}
